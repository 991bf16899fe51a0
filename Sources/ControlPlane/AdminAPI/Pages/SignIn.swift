import AdminPages
import HTTPTypes
import Hummingbird
import Values
import WallboardCore

/// Starts a session for the holder of a token, and ends it.
struct SignIn: Sendable {
    let ports: any TokenAuthority & AuditTrail
    let pages: any PageSource
    let senders: SenderCheck
    let openStreams: OpenStreams
    let limits: AdminLimits
    let counters: AdminCounters
    let clock: AdminClock

    /// 303 to a path of this server, with the cookie; or the sign-in page again, with what was wrong.
    func signIn(_ request: Request, _ record: inout RequestRecord) async throws -> Answer {
        let form = FormFields(try await request.form(upTo: limits.formBytes))
        do {
            return try await begin(request, form, &record)
        } catch let problem as Problem {
            return try again(request, problem, &record)
        } catch let error as AdminError {
            return try again(request, Problem(error), &record)
        }
    }

    private func begin(_ request: Request, _ form: FormFields, _ record: inout RequestRecord) async throws -> Answer {
        guard RequestOrigin.isOwn(request) else {
            counters.count(.csrf)
            throw Problem(kind: .csrf, detail: "Sign in on the page of this server.")
        }
        let token = form["token"].flatMap { text -> String? in
            let trimmed = text.filter { !$0.isWhitespace }
            return BearerToken.isOne(trimmed, limits: limits) ? trimmed : nil
        }
        guard let token,
            let principal = try await senders.attempts.principal(bearing: token, from: record.peer, of: ports)
        else {
            throw Problem(kind: .unauthorized, detail: "This token is not valid.")
        }
        record.principal = principal
        // Never the form: it holds the token.
        let number = try await ports.beginAudit(audit("signIn", principal, record))
        // A browser that signs in again leaves its session.
        if let old = SessionCookie.secret(in: request.headers) {
            senders.sessions.end(old)
            await openStreams.lookAgain()
        }
        var answer = Answer.seeOther(LocalPath.safe(form["next"] ?? Self.next(of: request)))
        answer.headers[.setCookie] = SessionCookie.set(
            senders.sessions.begin(principal, from: record.peer), seconds: limits.sessionSeconds)
        counters.count(.signIn)
        await ports.finishAudit(number, status: answer.status.code)
        return answer
    }

    private func again(_ request: Request, _ problem: Problem, _ record: inout RequestRecord) throws(Problem) -> Answer
    {
        guard let page = pages.page(request.uri.string, viewer: nil, error: problem.detail),
            case .html(let bytes, _, _) = page
        else { throw problem }
        record.refusal = problem
        var answer = Answer.page(bytes, status: problem.kind.status.code)
        answer.headers[.retryAfter] = problem.headers[.retryAfter]
        return answer
    }

    /// Ends the session of the cookie and leads to the sign-in page. Without a session there is nothing to end.
    ///
    /// The form's field `csrf`, or the header, repeats the session's token against forged requests, as with any
    /// change.
    func signOut(_ request: Request, _ record: inout RequestRecord) async throws -> Answer {
        let header = request.headers[SenderCheck.csrfHeader]
        let repeated =
            if let header { header } else { FormFields(try await request.form(upTo: limits.formBytes))["csrf"] }
        var answer = Answer.seeOther("/sign-in")
        answer.headers[.setCookie] = SessionCookie.clear
        guard let sender = try await senders.session(of: request), case .session(let session, let secret) = sender.way
        else { return answer }
        record.principal = sender.principal
        guard RequestOrigin.isOwn(request), let sent = repeated, ConstantTime.equal(sent.utf8, session.csrfToken.utf8)
        else {
            counters.count(.csrf)
            throw Problem.csrf
        }
        let number = try await ports.beginAudit(audit("signOut", sender.principal, record))
        senders.sessions.end(secret)
        await openStreams.lookAgain()
        counters.count(.signOut)
        await ports.finishAudit(number, status: answer.status.code)
        return answer
    }

    private func audit(_ operation: String, _ principal: Principal, _ record: RequestRecord) -> AuditRecord {
        AuditRecord(
            at: clock.wall(), author: principal.author, role: principal.role, address: record.peer,
            operation: operation, path: record.path, customer: principal.customer, change: nil)
    }

    /// `next` of the query, for a form that was sent to the address of its page.
    private static func next(of request: Request) -> String? {
        request.uri.queryParameters.get("next")
    }
}
