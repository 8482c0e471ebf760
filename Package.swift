// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// What every target that answers HTTP links.
let web: [Target.Dependency] = [hummingbird, hummingbirdCore, httpTypes, logging, nioCore]
/// What a process that serves links beside it.
let serving: [Target.Dependency] = [asyncHTTPClient, hummingbirdTLS, nioSSL, serviceLifecycle, unixSignals]

let package = Package(
  name: "tongzhao",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "tongzhao", targets: ["TongzhaoCommand"]),
    .executable(name: "tongzhao-receipt", targets: ["TongzhaoReceipt"]),
    .executable(name: "tongzhao-wallet", targets: ["TongzhaoWallet"]),
    .executable(name: "demo-portal", targets: ["DemoPortal"]),
    .executable(name: "demo-department", targets: ["DemoDepartment"]),
    .library(name: "RelyingParty", targets: ["RelyingParty"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["JSON"]),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // C: headers show opaque types only, so unsafe pointers end one target above.
    .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),
    .target(name: "CPKCS11", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CQREncode", linkerSettings: [.linkedLibrary("qrencode")]),
    .target(name: "CPostgreSQL", linkerSettings: [.linkedLibrary("pq")]),

    // Words and rules, without input or output.
    .target(name: "LibCrypto", dependencies: ["COpenSSL", "CPKCS11", "CZlib"], swiftSettings: strict),
    .target(name: "JOSE", dependencies: ["LibCrypto", crypto], swiftSettings: strict),
    .target(name: "OAuth", dependencies: ["JOSE", crypto], swiftSettings: strict),
    .target(name: "ELicence", dependencies: ["JOSE", "LibCrypto"], swiftSettings: strict),
    .target(name: "QRCode", dependencies: ["CQREncode"], swiftSettings: strict),
    .target(name: "AuditLog", dependencies: ["JOSE", crypto], swiftSettings: strict),

    // What is measured, on its way out: rooms know swift-metrics and swift-distributed-tracing only.
    .target(
      name: "Telemetry",
      dependencies: [coreMetrics, tracing, asyncHTTPClient, logging, nioCore, nioHTTP1], swiftSettings: strict),

    // The two servers' rooms, and what they share.
    .target(name: "KeyCustody", dependencies: ["JOSE", "LibCrypto", crypto, tracing], swiftSettings: strict),
    .target(
      name: "OAuthHTTP",
      dependencies: ["OAuth", "JOSE", "LibCrypto", mustache, metrics, tracing, nioHTTP1, nioPosix] + web + serving,
      resources: [.embedInCode("OpenAPI")],
      swiftSettings: strict),
    .target(
      name: "IdentityProvider",
      dependencies: [
        "AuditLog", "OAuthHTTP", "OAuth", "JOSE", "LibCrypto", "KeyCustody", "ELicence", "QRCode", mustache, crypto,
        metrics,
      ]
        + web,
      resources: [.embedInCode("Pages"), .embedInCode("OpenAPI")],
      swiftSettings: strict),
    .target(
      name: "LicenceIssuer",
      dependencies: ["AuditLog", "OAuthHTTP", "OAuth", "JOSE", "KeyCustody", "ELicence", "QRCode", mustache, crypto]
        + web,
      resources: [.embedInCode("OpenAPI")],
      swiftSettings: strict),
    .target(
      name: "SQLStore",
      dependencies: [
        "AuditLog", "IdentityProvider", "LicenceIssuer", "KeyCustody", "OAuth", "ELicence", "JOSE", "CPostgreSQL", grdb,
        grdbSQLite, logging, metrics, tracing,
      ],
      swiftSettings: strict),
    .target(
      name: "TongzhaoServer",
      dependencies: [
        "AuditLog", "IdentityProvider", "LicenceIssuer", "SQLStore", "KeyCustody", "OAuthHTTP", "OAuth", "ELicence",
        "JOSE", "Telemetry", metrics, tracing,
        "LibCrypto", "QRCode", asyncHTTPClient, configuration, nioHTTP1, nioPosix, nioSSL, serviceLifecycle,
      ] + web,
      swiftSettings: strict),
    .executableTarget(
      name: "TongzhaoCommand",
      dependencies: [
        "TongzhaoServer", "AuditLog", "IdentityProvider", "LicenceIssuer", "KeyCustody", "OAuthHTTP", "ELicence",
        "JOSE", "LibCrypto",
        "OAuth", "QRCode", argumentParser, logging,
      ],
      swiftSettings: strict),

    // Checks receipts years later, without any of the rest.
    .executableTarget(
      name: "TongzhaoReceipt", dependencies: ["AuditLog", "JOSE", argumentParser], swiftSettings: strict),

    // The other parties. They share the servers' words and none of their rooms.
    .target(
      name: "Wallet",
      dependencies: ["ELicence", "JOSE", "LibCrypto", "OAuth", crypto, asyncHTTPClient, httpTypes, nioCore, nioHTTP1],
      swiftSettings: strict),
    .executableTarget(
      name: "TongzhaoWallet",
      dependencies: [
        "Wallet", "QRCode", "OAuthHTTP", "OAuth", "JOSE", "ELicence", "LibCrypto", argumentParser, asyncHTTPClient,
        nioSSL,
      ] + web,
      resources: [.embedInCode("WebWallet")],
      swiftSettings: strict),
    .target(
      name: "RelyingParty", dependencies: ["OAuth", "JOSE", asyncHTTPClient, nioCore, nioHTTP1], swiftSettings: strict),
    .executableTarget(
      name: "DemoPortal",
      dependencies: ["RelyingParty", "OAuthHTTP", "OAuth", "JOSE", mustache, argumentParser, asyncHTTPClient, nioSSL]
        + web,
      resources: [.embedInCode("Pages")],
      swiftSettings: strict),
    .executableTarget(
      name: "DemoDepartment",
      dependencies: ["RelyingParty", "OAuthHTTP", "OAuth", "JOSE", mustache, argumentParser, asyncHTTPClient, nioSSL]
        + web,
      resources: [.embedInCode("Pages")],
      swiftSettings: strict),

    // Tests, one folder per target. TestSupport imports no executable.
    .target(
      name: "TestSupport",
      dependencies: [
        "AuditLog", "ELicence", "JOSE", "LibCrypto", "OAuth", "KeyCustody", "IdentityProvider", "LicenceIssuer",
        "SQLStore", "Wallet",
        hummingbird, hummingbirdTesting, logging,
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "LibCryptoTests", dependencies: ["LibCrypto", "TestSupport"], swiftSettings: strict),
    // What third parties ask of the national algorithms, and a program for a sanitizer.
    .executableTarget(
      name: "LibCryptoProbe", dependencies: ["LibCrypto"], path: "Tests/LibCryptoProbe", swiftSettings: strict),
    .testTarget(name: "JOSETests", dependencies: ["JOSE", "LibCrypto", crypto], swiftSettings: strict),
    .testTarget(name: "OAuthTests", dependencies: ["OAuth", "JOSE"], swiftSettings: strict),
    .testTarget(
      name: "ELicenceTests", dependencies: ["ELicence", "JOSE", "LibCrypto", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "QRCodeTests", dependencies: ["QRCode"], swiftSettings: strict),
    .testTarget(
      name: "AuditLogTests",
      dependencies: ["AuditLog", "SQLStore", "KeyCustody", "JOSE", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TelemetryTests", dependencies: ["Telemetry", coreMetrics, tracing, logging], swiftSettings: strict),
    .testTarget(
      name: "KeyCustodyTests", dependencies: ["KeyCustody", "JOSE", "LibCrypto", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "OAuthHTTPTests",
      dependencies: [
        "OAuthHTTP", "OAuth", "JOSE", "LibCrypto", "TestSupport", hummingbirdTesting, metrics, metricsTestKit,
      ] + web,
      swiftSettings: strict),
    .testTarget(
      name: "StoreConformance",
      dependencies: [
        "SQLStore", "IdentityProvider", "LicenceIssuer", "KeyCustody", "OAuth", "ELicence", "JOSE", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "IdentityProviderTests",
      dependencies: [
        "IdentityProvider", "SQLStore", "KeyCustody", "OAuth", "OAuthHTTP", "ELicence", "JOSE", "LibCrypto",
        "AuditLog", "TestSupport", "Wallet", hummingbirdTesting,
      ] + web,
      swiftSettings: strict),
    .testTarget(
      name: "LicenceIssuerTests",
      dependencies: [
        "LicenceIssuer", "SQLStore", "KeyCustody", "OAuth", "OAuthHTTP", "ELicence", "JOSE", "LibCrypto", "TestSupport",
        "AuditLog", "Wallet", hummingbirdTesting,
      ] + web,
      swiftSettings: strict),
    .testTarget(
      name: "WalletTests", dependencies: ["Wallet", "ELicence", "JOSE", "LibCrypto", "OAuth", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RelyingPartyTests",
      dependencies: ["RelyingParty", "OAuth", "JOSE", asyncHTTPClient, hummingbirdTesting] + web,
      swiftSettings: strict),
    .testTarget(
      name: "TongzhaoServerTests",
      dependencies: [
        "TongzhaoServer", "IdentityProvider", "LicenceIssuer", "SQLStore", "KeyCustody", "OAuth", "ELicence", "JOSE",
        "LibCrypto", "AuditLog",
        "TestSupport", "Wallet", "RelyingParty", asyncHTTPClient, hummingbirdTesting, nioPosix,
      ] + web,
      swiftSettings: strict),

    // What the machine and the HTTP stack cost by themselves: deploy/bench divides by it.
    .executableTarget(
      name: "Floor", dependencies: ["JOSE", "SQLStore", crypto, hummingbird, httpTypes, logging, nioCore],
      path: "Tests/Floor", swiftSettings: strict),

    // Parsers that take hostile bytes and what must hold of them, by what they need to be built; and their kept inputs.
    .target(name: "FuzzHarness", path: "Tests/Fuzz/Harness", swiftSettings: strict),
    .target(
      name: "FuzzLibCrypto", dependencies: ["FuzzHarness", "LibCrypto"], path: "Tests/Fuzz/LibCrypto",
      swiftSettings: strict),
    .target(
      name: "FuzzWords", dependencies: ["FuzzHarness", "ELicence", "JOSE", "OAuth"], path: "Tests/Fuzz/Words",
      swiftSettings: strict),
    .target(
      name: "FuzzRooms",
      dependencies: ["FuzzHarness", "IdentityProvider", "LicenceIssuer", "KeyCustody", "OAuthHTTP", "OAuth", "JOSE"]
        + web,
      path: "Tests/Fuzz/Rooms", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzHarness", "FuzzLibCrypto", "FuzzWords", "FuzzRooms"],
      path: "Tests/Fuzz/Replay", swiftSettings: strict),
  ]
)

// What libFuzzer drives. These programs have no `main` of their own, so `deploy/fuzz` alone builds them.
if Context.environment["TONGZHAO_FUZZ"] != nil {
  for part in ["LibCrypto", "Words", "Rooms"] {
    package.products.append(.executable(name: "fuzz-\(part.lowercased())", targets: ["FuzzProgram\(part)"]))
    package.targets.append(
      .executableTarget(
        name: "FuzzProgram\(part)", dependencies: ["FuzzHarness", .target(name: "Fuzz\(part)")],
        path: "Tests/Fuzz/Programs/\(part)", swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
  }
}
