import Foundation
import FuzzSupport
import Values

/// What has to be true of every JSON text.
enum JSONProperties {
    static func check(_ text: [UInt8]) {
        do throws(JSONError) {
            let value = try JSON(parsing: text)
            let written = value.encode()
            let again = try JSON(parsing: written)
            require(again == value, "\(value) was read again as \(again)")
            require(again.encode() == written, "\(value) is written in two ways")
            checkMergePatch(value)
            let foreign = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
            require(foreign != nil, "taken here, refused by Foundation")
        } catch {
            require((0...text.count).contains(error.offset), "an error at byte \(error.offset) of \(text.count)")
        }
    }

    /// RFC 7396: applying a patch again changes nothing.
    private static func checkMergePatch(_ patch: JSON) {
        var target = JSON.null
        MergePatch.apply(patch, to: &target)
        let once = target
        MergePatch.apply(patch, to: &target)
        require(target == once, "\(patch) changes what it has changed already")
    }
}
