import BoardProtocol
import FuzzSupport

/// What has to be true of every message of the gateway that a board reads.
enum GatewayMessageProperties {
    static func check(_ text: [UInt8]) {
        do throws(MessageError) {
            guard let message = try GatewayMessage(parsing: text) else { return }
            let again = try GatewayMessage(parsing: message.encode())
            require(again == message, "\(message) was read again as \(again)")
        } catch {
            require(!error.reason.isEmpty, "an error without a reason")
        }
    }
}
