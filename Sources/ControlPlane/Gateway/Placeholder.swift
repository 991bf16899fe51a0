import Configuration
import Crypto
import ServiceLifecycle
import Yams
