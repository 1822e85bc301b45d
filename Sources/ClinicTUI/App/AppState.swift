import ClinicDomain
import TerminalKit

/// Everything the screen is made of.
struct AppState: Equatable, Sendable {
  /// Who is at the terminal.
  enum Session: Equatable, Sendable {
    case loggedOut(LoginForm)
    case active(User)
    /// Idle for too long: the place is kept behind the lock.
    case locked(User, LoginForm)
  }

  /// What lies over the screen and takes the keys.
  enum Overlay: Equatable, Sendable {
    case help(scroll: Int)
    case palette(Palette)
    /// Leaving would lose what was typed.
    case confirmQuit
  }

  var session: Session
  var context: ScreenContext
  var place: Place = .desk
  var overlay: Overlay?
  var message: Message?
  /// `g` was pressed and waits for its letter.
  var awaitsPlaceLetter = false
  /// The places from which a way led here, nearest last: Esc goes back along it.
  var wayBack: [Place] = []
  /// When the last key came, for the idle lock.
  var lastKeyAt: Instant
  var sync: Question<ReadSyncStatus> = Question()
  var kinds: Question<ListVisitKinds> = Question()
  let settings: Settings

  var schedule = ScheduleScreen()
  var desk = DeskScreen()
  var calls = CallsScreen()
  var patients = PatientsScreen()
  var doctors = DoctorsScreen()
  var units = UnitsScreen()
  var record = RecordScreen()
  var billing = BillingScreen()
  var syncScreen = SyncScreen()
  var accesses = AccessScreen()

  /// What does not change while the program runs.
  struct Settings: Equatable, Sendable {
    /// Minutes without a key after which the place is locked; nil never.
    var idleLockMinutes: Int? = 10
    /// The accounts of a demo clinic, a login and password per role; empty elsewhere.
    var demoAccounts: [DemoAccount] = []
  }

  /// A login that the demo shows.
  struct DemoAccount: Equatable, Sendable {
    let login: String
    let password: String
    let role: Role
  }

  init(context: ScreenContext, settings: Settings = Settings()) {
    self.context = context
    self.settings = settings
    session = .loggedOut(LoginForm())
    lastKeyAt = context.now
  }
}
