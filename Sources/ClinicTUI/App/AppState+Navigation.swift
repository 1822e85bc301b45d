import ClinicDomain
import TerminalKit

extension AppState {
  /// Goes to a place if the roles offer it.
  mutating func go(_ place: Place) -> [Effect] {
    guard context.may(place.capability) else {
      message = Message(context.wording.placeNotOffered(place), .warning)
      return []
    }
    overlay = nil
    wayBack = []
    self.place = place
    return withScreen { $0.enter(&$1) }
  }

  /// Hands the shown screen a key; Esc out of what a way from elsewhere opened leads back there.
  mutating func handOn(_ key: Key) -> [Effect] {
    let wasInside = !screen.showsOverview
    let effects = withScreen { $0.handle(key, &$1) }
    guard screen.showsOverview else { return effects }
    guard key == .escape, wasInside, let back = wayBack.popLast() else {
      wayBack = []
      return effects
    }
    place = back
    return effects + withScreen { $0.enter(&$1) }
  }

  /// Goes where a route leads, with what it brings.
  mutating func navigate(_ route: Route) -> [Effect] {
    let place: Place =
      switch route {
      case .place(let place): place
      case .patient, .newPatient: .patients
      case .schedule, .visit, .move, .book: .schedule
      case .unresolved: .calls
      case .doctor, .visitKinds: .doctors
      case .chart: .record
      case .invoice, .newInvoice, .invoices: .billing
      }
    if case .place = route { return go(place) }
    guard context.may(place.capability) else {
      message = Message(context.wording.placeNotOffered(place), .warning)
      return []
    }
    if place != self.place {
      wayBack = Array(wayBack.prefix { $0 != place })
      wayBack.append(self.place)
    }
    self.place = place
    return withScreen { $0.open(route, &$1) }
  }

  /// The screen that is shown.
  var screen: any Screen {
    switch place {
    case .schedule: schedule
    case .desk: desk
    case .calls: calls
    case .patients: patients
    case .doctors: doctors
    case .units: units
    case .record: record
    case .billing: billing
    case .sync: syncScreen
    case .accesses: accesses
    }
  }

  var screenIsTyping: Bool { screen.isTyping }

  /// Whether any screen holds text that is not saved.
  var hasUnsavedText: Bool {
    schedule.hasUnsavedText || desk.hasUnsavedText || calls.hasUnsavedText
      || patients.hasUnsavedText
      || doctors.hasUnsavedText || units.hasUnsavedText || record.hasUnsavedText
      || billing.hasUnsavedText
      || syncScreen.hasUnsavedText
  }

  /// Changes the screen that is shown.
  mutating func withScreen(
    _ change: (inout any Screen, inout ScreenContext) -> [Effect]
  ) -> [Effect] {
    with(place, change)
  }

  /// Changes every screen in turn: replies find who asked by their tickets.
  mutating func withEveryScreen(
    _ change: (inout any Screen, inout ScreenContext) -> [Effect]
  ) -> [Effect] {
    Place.allCases.flatMap { with($0, change) }
  }

  private mutating func with(
    _ place: Place, _ change: (inout any Screen, inout ScreenContext) -> [Effect]
  ) -> [Effect] {
    switch place {
    case .schedule: apply(\.schedule, change)
    case .desk: apply(\.desk, change)
    case .calls: apply(\.calls, change)
    case .patients: apply(\.patients, change)
    case .doctors: apply(\.doctors, change)
    case .units: apply(\.units, change)
    case .record: apply(\.record, change)
    case .billing: apply(\.billing, change)
    case .sync: apply(\.syncScreen, change)
    case .accesses: apply(\.accesses, change)
    }
  }

  private mutating func apply<Target: Screen>(
    _ path: WritableKeyPath<AppState, Target>,
    _ change: (inout any Screen, inout ScreenContext) -> [Effect]
  ) -> [Effect] {
    var screen: any Screen = self[keyPath: path]
    let effects = change(&screen, &context)
    if let changed = screen as? Target { self[keyPath: path] = changed }
    return effects
  }

  /// Every command of the moment.
  func makePalette() -> Palette {
    let wording = context.wording
    var items = screen.keys(context).compactMap { hint -> Palette.Item? in
      guard let key = Key(label: hint.key) else { return nil }
      return Palette.Item(title: hint.action, key: hint.key, action: .press(key))
    }
    items += Place.offered(to: context.actor).map {
      Palette.Item(title: wording.name(of: $0), key: "F\($0.functionKey)", action: .go($0))
    }
    if context.may(.readAgenda), context.may(.readPractitioners) {
      items.append(
        Palette.Item(title: wording.visitKindsTitle, key: "", action: .open(.visitKinds)))
    }
    items += [
      Palette.Item(title: wording.help, key: "F1", action: .help),
      Palette.Item(title: wording.redrawScreen, key: "Ctrl-L", action: .redraw),
      Palette.Item(title: wording.logOut, key: "", action: .logOut),
      Palette.Item(title: wording.quitProgram, key: "Ctrl-Q", action: .quit),
    ]
    return Palette(items: items)
  }
}

extension Key {
  /// The key whose label a hint shows, where it is one single key.
  fileprivate init?(label: String) {
    switch label {
    case "Enter": self = .enter
    case "Tab": self = .tab
    case "Del": self = .delete
    default:
      if label.count == 1, let character = label.first {
        self = .character(character)
      } else if label.count == 6, label.hasPrefix("Ctrl-"),
        let letter = label.last?.lowercased().first
      {
        self = .control(letter)
      } else {
        return nil
      }
    }
  }
}
