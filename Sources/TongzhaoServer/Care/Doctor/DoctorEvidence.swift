import JOSE
import LibCrypto
import OAuth
import SQLStore

/// What the doctor gathered, before judging it. What could not be looked at is nil.
struct DoctorEvidence: Sendable {
  struct Certified: Sendable, Hashable {
    var name: String
    var until: NumericDate
    var dnsNames: [String] = []
  }

  struct PrivatePath: Sendable, Hashable {
    var path: String
    var mode: Int
    /// Whether it belongs to this user or to root.
    var isOwn = true
  }

  /// What answers at the public address.
  struct Outside: Sendable, Hashable {
    var issuer: String?
    var kids: Set<String>?
    /// The longest `max-age` with which the key set came.
    var maximumAge: Int?
    /// The clock there.
    var date: NumericDate?
    /// Nil where there is no list yet.
    var statusListStatus: Int?
  }

  var now: NumericDate
  var issuer: Issuer
  var listensBeyondThisMachine = false
  var servesTLS = true
  var isTLSTerminatedHere = false

  var newestInDatabase: NumericDate?
  var freeBytes: Int?
  var databaseBytes = 0
  var freeInodes: Int?
  var walBytes = 0
  var damage: [String] = []
  var format = SchemaFormat.current
  var pending: [String] = []
  var privatePaths: [PrivatePath] = []

  var tlsCertificates: [Certified] = []
  var unreadable: [String] = []
  var keyCertificates: [Certified] = []
  var trustAnchors: [Certified] = []
  var authorities: [Certified] = []
  var scheduleFaults: [String] = []
  var keyFaults: [String] = []
  /// What the self-test of the national algorithms found, in a program that can be asked for them at any time.
  var nationalFailure: NationalSelfTest.Failure?
  var usesSM2 = false

  var outside: Outside?
  var outsideFailure: String?
  /// The keys that the server publishes by its database.
  var publishedKids: Set<String> = []
  var maximumAge = 300

  var auditFindings: [String] = []
  var auditSize = 0
  var auditSigned = 0
  /// When the newest event was recorded that no checkpoint covers.
  var unsignedSince: NumericDate?
}
