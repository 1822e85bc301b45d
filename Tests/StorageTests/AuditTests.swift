import ClinicDomain
import Testing

@testable import Storage

@Suite struct AuditTests {
  let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    for name in ["Maria", "José", "Bia"] { try fixture.patient(name) }
  }

  private func found() throws -> AuditBreak? {
    try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).auditBreak
  }

  @Test func `an untouched chain holds`() throws {
    #expect(try found() == nil)
  }

  @Test(arguments: [
    ("actor", "'x'"), ("action", "'x'"), ("at", "1"), ("detail", "'x'"), ("entity_id", "'x'"),
    ("outcome", "'failed'"), ("mac", "randomblob(32)"), ("entity", "'x'"),
  ])
  func `a changed column is noticed`(column: String, value: String) throws {
    try fixture.execute(
      "DROP TRIGGER audit_log_not_changed; UPDATE audit_log SET \(column) = \(value) WHERE seq = 2")
    #expect(try found() == .changed(2))
  }

  @Test func `a row taken out of the middle is noticed`() throws {
    try fixture.execute("DROP TRIGGER audit_log_not_deleted; DELETE FROM audit_log WHERE seq = 2")
    #expect(try found() == .gap(after: 1))
  }

  @Test func `a trail cut at its end is noticed by the head kept outside`() throws {
    try fixture.execute("DROP TRIGGER audit_log_not_deleted; DELETE FROM audit_log WHERE seq > 2")
    #expect(try found() == .behindAnchor(end: 2))
  }

  @Test func `no row holds a name`() throws {
    #expect(
      try fixture.count(
        """
        SELECT count(*) FROM audit_log WHERE actor || action || entity || entity_id || detail
        LIKE '%Maria%'
        """) == 0)
  }
}
