extension Migrations {
  /// All steps that ever shipped.
  static let clinic = Migrations(steps: [
    Migration(1) { try Migration1.run($0) },
    Migration(2) { try Migration2.run($0) },
    Migration(3) { try Migration3.run($0) },
    Migration(4) { try Migration4.run($0) },
    Migration(5) { try Migration5.run($0) },
    Migration(6) { try Migration6.run($0) },
    Migration(7) { try Migration7.run($0) },
    Migration(8) { try Migration8.run($0) },
    Migration(9) { try Migration9.run($0) },
    Migration(10) { try Migration10.run($0) },
    Migration(11) { try Migration11.run($0) },
    Migration(12) { try Migration12.run($0) },
    Migration(13) { try Migration13.run($0) },
    Migration(14) { try Migration14.run($0) },
    Migration(15) { try Migration15.run($0) },
    Migration(16) { try Migration16.run($0) },
    Migration(17) { try Migration17.run($0) },
    Migration(18) { try Migration18.run($0) },
    Migration(19) { try Migration19.run($0) },
    Migration(20) { try Migration20.run($0) },
    Migration(21) { try Migration21.run($0) },
    Migration(22) { try Migration22.run($0) },
    Migration(23) { try Migration23.run($0) },
    Migration(24) { try Migration24.run($0) },
  ])
}
