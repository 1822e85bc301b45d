extension Migrations {
  /// All steps that ever shipped.
  static let clinic = Migrations(steps: [Migration(1) { try Migration1.run($0) }])
}
