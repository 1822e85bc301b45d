import ClinicDomain
import Exchange
import Glibc
import Storage
import SyncClient
import SyncProtocol

/// How the program ends: part of its interface, told in docs/cli.md.
enum CommandStatus: Int32, CaseIterable, Sendable {
  case done = 0
  /// A rule said no.
  case refused = 1
  /// The arguments, a file or a mapping can't be understood.
  case usage = 2
  /// The data, its key or the system failed.
  case database = 3
  /// The time is taken, or the same thing is there already.
  case conflict = 4
  /// The one who acts may not, or login or password is wrong.
  case denied = 5
  /// Done, but for rows that were rejected.
  case partly = 6
  /// `check` found something.
  case unsound = 7
  /// Kept in the staging area, not yet done.
  case staged = 8
  /// What was named isn't there, or isn't the only one.
  case notFound = 9
}

/// Why a subcommand did not do what it was asked.
enum CommandFailure: Error {
  case refused(Refusal)
  case storage(StorageError)
  case logIn(LogInOutcome)
  case staged
  case status(CommandStatus)
  case file(path: String, errno: Int32)
  case mapping(MappingError, path: String)
  case csv(CSVFileError, path: String)
  case noClinic(path: String)
  case noTerminal
  /// A terminal whose kind is not known, by the name in TERM.
  case unknownTerminal(String)
  case noPassword
  case passwordTooShort
  case passwordsDiffer
  case badValue(option: String, text: String)
  case repetition(Repetition.Fault)
  case overbookingRepeats
  case notOne(what: EntityKind, text: String, found: [String])
  case recoveryKey
  case notADemo(path: String)
  case mappingKind(wanted: ImportKind, found: ImportKind)
  case web(WebProblem)
  /// A calendar that is not whole: what is missing in it may still be on.
  case tornCalendar
  /// A schedule that can't be read.
  case schedule(CronSchedule.ParseError, text: String)
  /// Another process carries the log to the hub.
  case drainerBusy
  /// Somebody listens at this port already.
  case portTaken(Int)
  /// What the hub or the way to it said.
  case hub(SyncFailure)
  /// A hub's snapshot that is not taken.
  case snapshot(SnapshotProblem)

  /// The failure that an error is; nil for the argument parser's own.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let refusal as Refusal: self = .refused(refusal)
    case let error as StorageError: self = .storage(error)
    case let problem as SnapshotProblem: self = .snapshot(problem)
    default: return nil
    }
  }

  var status: CommandStatus {
    switch self {
    case .refused(let refusal): refusal.commandStatus
    case .storage(.alreadyInitialised), .file(_, errno: EEXIST): .conflict
    case .storage: .database
    case .logIn(.failed): .database
    case .logIn: .denied
    case .staged: .staged
    case .status(let status): status
    case .file, .mapping, .csv, .noTerminal, .unknownTerminal, .noPassword, .passwordTooShort,
      .passwordsDiffer, .badValue, .repetition, .overbookingRepeats, .recoveryKey, .mappingKind,
      .notADemo,
      .tornCalendar, .schedule:
      .usage
    case .drainerBusy, .portTaken: .conflict
    case .hub(.problem(let problem)): problem.code.commandStatus
    case .hub, .snapshot: .database
    case .noClinic: .database
    case .web(let problem): problem.status
    case .notOne: .notFound
    }
  }
}

extension Refusal {
  var commandStatus: CommandStatus {
    switch self {
    case .denied, .record(.notOwnPatient), .record(.ownChart), .record(.notAuthor),
      .staff(.ownRights):
      .denied
    case .notFound: .notFound
    case .duplicate, .changedMeanwhile, .scheduling(.taken): .conflict
    case .invalid(let problems):
      problems.contains { $0.reason == .taken } ? .conflict : .refused
    default: .refused
    }
  }
}

extension HubProblem.Code {
  var commandStatus: CommandStatus {
    switch self {
    case .enrolmentCode, .unauthorised, .frozen, .decommissioned: .denied
    case .prefixTaken, .forked: .conflict
    default: .database
    }
  }
}
