// The body of a feed's request, as lines, as an array, and by its first byte.
import FuzzSupport

fuzz { data, count in
    CallEventProperties.check(bytes(data, count))
    return 0
}
