import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import AdminAPI

@Suite("What an answer holds until it has ended")
struct AnswerHoldTests {
    /// Counts what was given back.
    private final class Count: Sendable {
        private let number = Mutex(0)
        var value: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    private func hold(_ count: Count) -> AnswerHold {
        let hold = AnswerHold()
        for _ in 0..<2 { hold.add { count.add() } }
        return hold
    }

    /// Takes a body, and breaks at the end where it is to.
    private struct Writer: ResponseBodyWriter {
        struct Broken: Error {}

        let count: Count
        var breaks = false

        mutating func write(_ buffer: ByteBuffer) async throws {
            #expect(count.value == 0, "given back before its end")
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
            #expect(count.value == 0, "given back before its end")
            if breaks { throw Broken() }
        }
    }

    private let answers = [
        Answer.text(Array("whole".utf8), mediaType: "text/plain"),
        Answer(
            status: .ok,
            content: Answer.Content(mediaType: "text/plain") { writer in
                for _ in 0..<3 { try await writer.write(ByteBuffer(string: "piece")) }
            }),
    ]

    @Test("it is given back once the last byte is written, and once")
    func written() async throws {
        for answer in answers {
            let count = Count()
            let hold = hold(count)
            let response = answer.response(to: .get, holding: hold)
            try await response.body.write(Writer(count: count))
            #expect(count.value == 2)
            hold.end()
            #expect(count.value == 2)
        }
    }

    @Test("it is given back where the connection breaks")
    func broken() async throws {
        for answer in answers {
            let count = Count()
            let response = answer.response(to: .get, holding: hold(count))
            await #expect(throws: Writer.Broken.self) {
                try await response.body.write(Writer(count: count, breaks: true))
            }
            #expect(count.value == 2)
        }
    }

    @Test("it is given back where no body is written", arguments: [HTTPRequest.Method.head, .get])
    func never(method: HTTPRequest.Method) async throws {
        for answer in method == .head ? answers : [Answer.empty(.noContent)] {
            let count = Count()
            let response = answer.response(to: method, holding: hold(count))
            try await response.body.write(Writer(count: Count()))
            #expect(count.value == 2)
        }
    }

    @Test("a whole answer tells its length, also where it is only asked for")
    func length() {
        for method in [HTTPRequest.Method.get, .head] {
            let response = answers[0].response(to: method, holding: AnswerHold())
            #expect(response.headers[.contentLength] == "5")
        }
    }
}
