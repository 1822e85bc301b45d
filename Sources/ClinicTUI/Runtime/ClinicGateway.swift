import ClinicDomain

/// What the runtime needs of the storage; a test gives its own.
protocol ClinicGateway: Sendable {
  func answer(_ query: AnyQuery, as actor: Actor) -> Reply
  /// Audits a search, after its answer is on its way, since a trace waits for the disk; what is
  /// more than names is audited before it is answered.
  func audit(_ query: AnyQuery, _ reply: Reply, as actor: Actor)
  /// Reads what is probably asked for after a query, once its answer is on its way.
  func lookAhead(after query: AnyQuery, as actor: Actor)
  func perform(_ command: AnyCommand, as actor: Actor) -> Performed
  func logIn(login: String, password: String) -> LoginReply
  func recordLogOut(of actor: Actor)
  /// Carries out what waits in the staging area, if the database takes it now.
  func replayStaged()

  /// For poll(2): readable when data changed, here or in another process.
  var bellDescriptor: Int32 { get }
  /// What changed since the last call.
  func changes() -> Topics
}
