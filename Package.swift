// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "clinic",
  products: [
    .executable(name: "clinic", targets: ["ClinicTUI"]),
    .library(name: "StartingClock", type: .dynamic, targets: ["StartingClock"]),
    .executable(name: "clinic-hub", targets: ["ClinicHub"]),
    .library(name: "FileRecorder", type: .dynamic, targets: ["FileRecorder"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
  ],
  targets: [
    .target(
      name: "CTerminal",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]
    ),
    .target(name: "TerminalKit", dependencies: ["CTerminal"], swiftSettings: strict),
    .target(name: "ClinicDomain", swiftSettings: strict),
    .target(name: "SyncProtocol", dependencies: ["ClinicDomain"], swiftSettings: strict),
    .target(
      name: "Storage",
      dependencies: [
        "ClinicDomain", "SyncProtocol", "CLinux",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict
    ),
    .target(name: "CLinux"),
    .target(
      name: "SyncClient",
      dependencies: [
        "ClinicDomain", "SyncProtocol", "Storage", "WebClient",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "HubCore",
      dependencies: [
        "ClinicDomain", "SyncProtocol", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .systemLibrary(name: "CPostgres", providers: [.apt(["libpq-dev"])]),
    .target(name: "CZip", linkerSettings: [.linkedLibrary("z")]),
    .executableTarget(
      name: "ClinicHub",
      dependencies: [
        "HubCore", "SyncProtocol", "ClinicDomain", "CPostgres", "CZip",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .target(name: "CCurl"),
    .target(name: "WebClient", dependencies: ["CCurl"], swiftSettings: strict),
    .target(
      name: "Exchange", dependencies: ["ClinicDomain", "WebClient"], swiftSettings: strict),
    .executableTarget(
      name: "ClinicTUI",
      dependencies: [
        "TerminalKit", "ClinicDomain", "Storage", "Exchange", "WebClient", "SyncClient",
        "SyncProtocol",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
    .testTarget(name: "TerminalKitTests", dependencies: ["TerminalKit"], swiftSettings: strict),
    .testTarget(
      name: "ClinicDomainTests", dependencies: ["ClinicDomain", "SampleClinic"],
      swiftSettings: strict),
    .testTarget(
      name: "SyncProtocolTests", dependencies: ["SyncProtocol", "ClinicDomain"],
      swiftSettings: strict),
    .testTarget(
      name: "SyncClientTests",
      dependencies: ["SyncClient", "SyncProtocol", "ClinicDomain", "WebClient"],
      swiftSettings: strict),
    .testTarget(
      name: "StorageTests",
      dependencies: [
        "Storage", "ClinicDomain", "SyncProtocol", "SampleClinic",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "ExchangeTests",
      dependencies: ["Exchange", "ClinicDomain", "WebClient", "SampleClinic"],
      exclude: ["Peers"],
      swiftSettings: strict),
    .testTarget(
      name: "ClinicTUITests",
      dependencies: [
        "ClinicTUI", "TerminalKit", "ClinicDomain", "Storage", "SyncProtocol", "Exchange",
        "WebClient", "SampleClinic",
      ],
      exclude: ["__Screens__"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEnd",
      dependencies: ["ClinicTUI", "SampleClinic", "DailyTasks", "StartingClock"],
      swiftSettings: strict),
    .testTarget(
      name: "Faults",
      dependencies: [
        "FaultDriver", "ClinicTUI", "HubCore", "HubModel", "SampleClinic", "Storage",
        "SyncProtocol", "ClinicDomain", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "HubCoreTests", dependencies: ["HubCore", "HubModel", "SyncProtocol", "ClinicDomain"],
      swiftSettings: strict),
    .testTarget(
      name: "ClinicHubTests",
      dependencies: [
        "ClinicHub", "ClinicTUI", "FaultDriver", "HubCore", "HubModel", "Storage", "SyncClient",
        "SyncProtocol", "ClinicDomain", "SampleClinic", "WebClient",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "Simulation", dependencies: ["SampleClinic", "SimulationDriver"],
      swiftSettings: strict),
    .target(
      name: "SimulatedSites",
      dependencies: [
        "SyncClient", "SyncProtocol", "HubCore", "HubModel", "SampleClinic", "Storage",
        "ClinicDomain", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/Support/SimulatedSites", swiftSettings: strict),
    .executableTarget(
      name: "SimulationDriver", dependencies: ["SimulatedSites"],
      path: "Tests/Support/SimulationDriver", swiftSettings: strict),
    .executableTarget(
      name: "clinic-bench",
      dependencies: [
        "SampleClinic", "DailyTasks", "Storage", "ClinicDomain",
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      path: "Benchmarks", exclude: ["drain.py", "terminal.py"], swiftSettings: strict),
    .target(
      name: "SampleClinic", dependencies: ["CSpawn", "Storage", "ClinicDomain"],
      path: "Tests/Support/SampleClinic", swiftSettings: strict),
    .target(
      name: "HubModel",
      dependencies: [
        "HubCore", "SyncProtocol", "ClinicDomain",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/Support/HubModel", swiftSettings: strict),
    .target(
      name: "DailyTasks",
      dependencies: [
        "CSpawn", "SampleClinic", .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      path: "Tests/Support/DailyTasks", exclude: ["Scripts"], swiftSettings: strict),
    .target(name: "CSpawn", path: "Tests/Support/CSpawn"),
    .target(name: "StartingClock", path: "Tests/Support/StartingClock"),
    .target(name: "FileRecorder", path: "Tests/Support/FileRecorder"),
    .executableTarget(
      name: "FaultDriver", dependencies: ["SampleClinic", "Storage", "ClinicDomain"],
      path: "Tests/Support/FaultDriver", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
