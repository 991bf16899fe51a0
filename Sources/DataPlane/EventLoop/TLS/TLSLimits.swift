/// How much of what a peer sent one call of TLS works on. OpenSSL by itself goes on until there is data for the application:
/// a peer that sends records without any (KeyUpdate, refused ClientHellos, warnings, empty records) as fast as they are read
/// would keep the thread for ever.
package enum TLSLimits {
    /// Records that reading or writing takes at most: one, since one of data is what a caller can take.
    package static let recordsPerCall = 1
    /// Records that one step of a handshake takes at most: a flight of the peer with a certificate is 4 or 6, and a
    /// handshake that needs no second step costs no second turn of the loop.
    package static let recordsPerHandshakeStep = 8
}
