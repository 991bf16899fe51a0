import BoardProtocol
import FuzzSupport
import Values

/// What has to be true of every message of a board.
enum BoardMessageProperties {
    static func check(_ text: [UInt8]) {
        do throws(MessageError) {
            let message = try BoardMessage(parsing: text)
            checkBounds(message)
            require((try? JSON(parsing: text))?.object != nil, "a message that is not an object")
            let again = try BoardMessage(parsing: message.encode())
            require(again == message, "\(message) was read again as \(again)")
        } catch {
            require(!error.reason.isEmpty, "an error without a reason")
        }
    }

    private static func checkBounds(_ message: BoardMessage) {
        switch message {
        case .hello(let hello):
            require((1...64).contains(hello.serial.utf8.count), "serial \(hello.serial)")
            checkText(hello.model, atMost: 100)
            checkText(hello.appVersion, atMost: 50)
            switch hello.credentials {
            case .token(let secret), .enrolmentKey(let secret):
                require(
                    (1...200).contains(secret.revealed.utf8.count), "a secret of \(secret.revealed.utf8.count) bytes")
            case .none: break
            }
        case .status(let status): checkText(status.note, atMost: 200)
        case .resync: break
        }
    }

    private static func checkText(_ text: String?, atMost characters: Int) {
        guard let scalars = text?.unicodeScalars else { return }
        require(scalars.count <= characters, "\(scalars.count) characters")
        require(!scalars.contains { $0.properties.generalCategory == .control }, "a control character")
    }
}
