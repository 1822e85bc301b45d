import ClinicDomain
import TerminalKit

extension AppState {
  /// The state after an event, and what is to be done.
  ///
  /// Pure: the same state and event give the same.
  mutating func update(_ event: AppEvent) -> [Effect] {
    let effects: [Effect]
    switch event {
    case .resized(let size):
      context.size = size
      effects = []
    case .tick(let now): effects = tick(now)
    case .key(let key):
      lastKeyAt = context.now
      effects = handle(key)
    case .answered(let ticket, let reply): effects = receive(ticket, reply)
    case .performed(let ticket, let performed): effects = settle(ticket, performed)
    case .loggedIn(let ticket, let reply): effects = receive(ticket, reply)
    case .fileWritten(_, let path):
      message = context.wording.fileWritten(path)
      effects = []
    case .changed(let topics): effects = refresh(topics)
    }
    return follow(effects)
  }

  /// Carries out what is the app's own among the effects and passes the others on.
  private mutating func follow(_ effects: [Effect]) -> [Effect] {
    var passed: [Effect] = []
    for effect in effects {
      switch effect {
      case .navigate(let route): passed += follow(navigate(route))
      case .tell(let text): message = text
      case .perform(let ticket, let command):
        context.undo.note(ticket, command.base)
        passed.append(effect)
      default: passed.append(effect)
      }
    }
    return passed
  }

  private mutating func tick(_ now: Instant) -> [Effect] {
    context.now = now
    guard case .active(let user) = session else { return [] }
    if let minutes = settings.idleLockMinutes,
      now.milliseconds(since: lastKeyAt) >= Int64(minutes) * 60_000
    {
      session = .locked(user, LoginForm(login: user.login))
      overlay = nil
      return []
    }
    var effects: [Effect] = (sync.answer?.stagedCount ?? 0) > 0 ? [.replayStaged] : []
    effects += sync.askAgain(&context)
    effects += withScreen { $0.tick(&$1) }
    return effects
  }

  private mutating func handle(_ key: Key) -> [Effect] {
    guard context.size.columns >= Frame.minimum.columns, context.size.rows >= Frame.minimum.rows
    else { return key == .control("q") ? [.quit] : [] }
    if let effects = handleEverywhere(key) { return effects }
    switch session {
    case .loggedOut where key == .control("q"): return quit()
    case .locked(let user, var form) where key == .control("q"):
      guard hasUnsavedText else { return quit() }
      form.error = context.wording.unsavedTextBehindLock
      session = .locked(user, form)
      return []
    case .loggedOut(var form):
      let effects = form.handle(key, isUnlock: false, &context)
      session = .loggedOut(form)
      return effects
    case .locked(let user, var form):
      let effects = form.handle(key, isUnlock: true, &context)
      session = .locked(user, form)
      return effects
    case .active: return handleActive(key)
    }
  }

  private func handleEverywhere(_ key: Key) -> [Effect]? {
    switch key {
    case .control("l"): [.redraw]
    case .control("z"): [.suspend]
    default: nil
    }
  }

  private mutating func handleActive(_ key: Key) -> [Effect] {
    message = nil
    if let current = overlay { return handle(key, over: current) }
    if awaitsPlaceLetter {
      awaitsPlaceLetter = false
      return choosePlace(key)
    }
    switch key {
    case .control("q"): return askToQuit()
    case .control("p"):
      overlay = .palette(makePalette())
      return []
    case .function(1):
      overlay = .help(scroll: 0)
      return []
    case .function(let number):
      if let place = Place.allCases.first(where: { $0.functionKey == number }) { return go(place) }
      return handOn(key)
    case .character("?") where !screenIsTyping:
      overlay = .help(scroll: 0)
      return []
    case .character("g") where !screenIsTyping:
      awaitsPlaceLetter = true
      return []
    default: return handOn(key)
    }
  }

  /// The letter after `g`; a second `g` is the screen's "top".
  private mutating func choosePlace(_ key: Key) -> [Effect] {
    if case .character(let letter) = key {
      if letter == "g" { return withScreen { $0.handle(.home, &$1) } }
      if let place = Place.allCases.first(where: { $0.letter == letter }) { return go(place) }
    }
    return []
  }

  private mutating func handle(_ key: Key, over current: Overlay) -> [Effect] {
    switch current {
    case .help(let scroll):
      func roll(to line: Int) { overlay = .help(scroll: min(max(0, line), lastHelpScroll)) }
      let page = context.size.rows - 9
      switch key {
      case .down, .character("j"): roll(to: scroll + 1)
      case .up, .character("k"): roll(to: scroll - 1)
      case .pageDown, .character(" "): roll(to: scroll + page)
      case .pageUp: roll(to: scroll - page)
      case .home, .character("g"): roll(to: 0)
      case .end, .character("G"): roll(to: lastHelpScroll)
      case .escape, .character("q"), .character("?"), .function(1), .enter: overlay = nil
      default: break
      }
      return []
    case .palette(var palette):
      let (chosen, close) = palette.handle(key)
      overlay = close ? nil : .palette(palette)
      return chosen.map { perform($0) } ?? []
    case .confirmQuit:
      overlay = nil
      return key == .character(context.wording.yesLetter) ? quit() : []
    }
  }

  private mutating func askToQuit() -> [Effect] {
    guard hasUnsavedText else { return quit() }
    overlay = .confirmQuit
    return []
  }

  private func quit() -> [Effect] {
    if case .loggedOut = session { return [.quit] }
    return [.recordLogOut, .quit]
  }

  private mutating func perform(_ action: Palette.Action) -> [Effect] {
    switch action {
    case .go(let place): return go(place)
    case .open(let route): return [.navigate(route)]
    case .press(let key): return handOn(key)
    case .help:
      overlay = .help(scroll: 0)
      return []
    case .redraw: return [.redraw]
    case .logOut: return logOut()
    case .quit: return askToQuit()
    }
  }

  private mutating func logOut() -> [Effect] {
    guard case .active(let user) = session else { return [] }
    guard !hasUnsavedText else {
      message = Message(context.wording.unsavedTextBeforeLogOut, .warning)
      return []
    }
    var kept = context
    kept.actor = Actor(user: user.id, practitioner: nil, roles: [])
    kept.undo = UndoStack()
    self = AppState(context: kept, settings: settings)
    return [.recordLogOut]
  }

  private mutating func receive(_ ticket: Ticket, _ reply: LoginReply) -> [Effect] {
    switch session {
    case .loggedOut(var form):
      if let user = form.receive(ticket, reply, context) {
        guard !Place.offered(to: user.actor).isEmpty else {
          session = .loggedOut(LoginForm())
          return [.openBoard(user.actor)]
        }
        session = .active(user)
        context.actor = user.actor
        lastKeyAt = context.now
        let effects =
          [.replayStaged, sync.ask(ReadSyncStatus(entryCount: 0), &context)] + askKinds()
        return effects + go(firstPlace) + replay(form.typedAhead)
      }
      session = .loggedOut(form)
    case .locked(let user, var form):
      if let back = form.receive(ticket, reply, context), back.id == user.id {
        session = .active(back)
        context.actor = back.actor
        lastKeyAt = context.now
        return refresh(.all) + replay(form.typedAhead)
      }
      session = .locked(user, form)
    case .active: break
    }
    return []
  }

  /// The keys that came while the password was checked, as if they came now.
  private mutating func replay(_ keys: [Key]) -> [Effect] {
    var effects: [Effect] = []
    for key in keys { effects += follow(handle(key)) }
    return effects
  }

  /// Where the roles begin: the desk's people at the schedule, others at what they are offered first.
  private var firstPlace: Place {
    let offered = Place.offered(to: context.actor)
    if context.actor.roles.contains(.doctor) || context.actor.roles.contains(.nurse) {
      return .desk
    }
    if context.actor.roles == [.billing] { return .billing }
    return offered.first ?? .sync
  }

  private mutating func receive(_ ticket: Ticket, _ reply: Reply) -> [Effect] {
    if sync.take(ticket, reply) {
      if let answer = sync.answer {
        context.wording.sites = answer.sites
        let before = context.promise.elsewhere
        context.promise = Promise(answer)
        // Whose doctors are this site's own decides their order.
        if context.promise.elsewhere != before { return refresh(.practitioners) }
      }
      return []
    }
    if kinds.take(ticket, reply) {
      if let answer = kinds.answer { context.wording.kinds = answer }
      return []
    }
    return withEveryScreen { $0.receive(ticket, reply, &$1) }
  }

  private mutating func settle(_ ticket: Ticket, _ performed: Performed) -> [Effect] {
    // What is kept for later shows at once in the sign at the top.
    let isStaged = if case .staged = performed { true } else { false }
    let effects = withEveryScreen { $0.settle(ticket, performed, &$1) }
    return remember(ticket, performed, effects)
      + (isStaged ? sync.askAgain(&context) : [])
  }

  private mutating func refresh(_ topics: Topics) -> [Effect] {
    guard case .active = session else { return [] }
    let ofKinds = topics.contains(.practitioners) ? askKinds() : []
    return sync.askAgain(&context) + ofKinds + withScreen { $0.refresh(topics, &$1) }
  }

  /// The kinds of visit are asked for where anybody sees visits.
  private mutating func askKinds() -> [Effect] {
    context.may(.readAgenda) ? [kinds.ask(ListVisitKinds(), &context)] : []
  }
}
