import ClinicDomain
import Testing

@testable import Storage

@Suite struct LogInTests {
  let fixture: Fixture
  let user: User

  init() throws {
    fixture = try Fixture()
    user = User(id: fixture.id(), login: "rita", displayName: "Rita", roles: [.manager])
    let hash = try PasswordHash(
      password: "certa", log2Rounds: 4, blockSize: 8, parallelism: 1, salt: [1, 2, 3])
    let created = fixture.service.perform(
      CreateUser(user: user, credential: hash.stored), as: Fixture.operatorActor,
      now: Fixture.now)
    #expect(created.value == user.id)
  }

  private func logIn(_ password: String, at now: Instant = Fixture.now) -> LogInOutcome {
    fixture.service.logIn("rita", password: password, now: now)
  }

  @Test func `the right password is welcome, a wrong one or no account is not`() throws {
    #expect(logIn("certa") == .welcome(user))
    #expect(logIn("errada") == .wrong)
    #expect(fixture.service.logIn("ninguem", password: "certa", now: Fixture.now) == .wrong)
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE action = 'login'") == 2)
  }

  @Test func `too many failures lock the account, for a while and for everybody`() throws {
    for _ in 1..<LockOut.failures { #expect(logIn("errada") == .wrong) }
    let until = Fixture.now.adding(minutes: LockOut.minutes)
    #expect(logIn("errada") == .locked(until: until))
    #expect(logIn("certa") == .locked(until: until))
    #expect(logIn("certa", at: until) == .welcome(user))
  }

  @Test func `a success takes the failures away`() {
    for _ in 1..<LockOut.failures { _ = logIn("errada") }
    #expect(logIn("certa") == .welcome(user))
    for _ in 1..<LockOut.failures { #expect(logIn("errada") == .wrong) }
  }

  @Test func `a new password takes a lock off`() throws {
    for _ in 0..<LockOut.failures { _ = logIn("errada") }
    let hash = try PasswordHash(
      password: "nova", log2Rounds: 4, blockSize: 8, parallelism: 1, salt: [9])
    let set = fixture.service.perform(
      SetPassword(user: user.id, credential: hash.stored), as: Fixture.operatorActor,
      now: Fixture.now)
    #expect(set.value != nil)
    #expect(logIn("nova") == .welcome(user))
  }

  @Test func `a disabled account is not told apart from a wrong password`() throws {
    try fixture.execute("UPDATE user SET active = 0")
    #expect(logIn("certa") == .wrong)
  }

  @Test func `the same account sent twice is one, another of its login is refused`() throws {
    func create(_ user: User) -> CommandOutcome<UserID> {
      fixture.service.perform(
        CreateUser(user: user, credential: "-"), as: Fixture.operatorActor, now: Fixture.now)
    }
    #expect(create(user) == .done(user.id))
    #expect(logIn("certa") == .welcome(user))
    let other = User(id: fixture.id(), login: "rita", displayName: "Outra", roles: [.nurse])
    #expect(create(other) == .refused(.invalid([FieldProblem(.login, .taken)])))
  }

  @Test func `only a demo shows its users before a login`() throws {
    #expect(try fixture.service.demoUsers() == [])
    let demo = try Fixture(demo: true)
    let created = demo.service.perform(
      CreateUser(user: user, credential: "-"), as: Fixture.operatorActor, now: Fixture.now)
    #expect(created.value != nil)
    #expect(try demo.service.demoUsers() == [user])
  }
}
