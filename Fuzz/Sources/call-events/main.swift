// The body of a feed's request, as lines, as an array, and as it looks.
import FuzzSupport

fuzz { data, count in
    CallEventProperties.check(bytes(data, count))
    return 0
}
