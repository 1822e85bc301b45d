/// Where a practitioner sees her patients, as far as it is known and still offered.
public struct WorkPlace: Hashable, Sendable {
  public let unit: UnitID?
  public let room: RoomID?

  public init(unit: UnitID?, room: RoomID?) {
    self.unit = unit
    self.room = room
  }
}

extension AgendaBook {
  /// Where she works at a time: in the place of the hours that it is in or nearest to, which is home
  /// where they name none or the day has none.
  ///
  /// `homeRoom` is where she sees patients in her own unit.
  public func place(on date: CivilDate, at start: CivilTime, homeRoom: RoomID?) -> WorkPlace {
    place(at: start, in: open(on: date), homeRoom: homeRoom)
  }

  /// The same where the day's open time is known.
  func place(at start: CivilTime, in open: [OpenTime], homeRoom: RoomID?) -> WorkPlace {
    let nearest = open.min { $0.distance(to: start) < $1.distance(to: start) }
    return place(of: nearest, homeRoom: homeRoom)
  }

  /// Where she works in some open time; nil means at home.
  public func place(of time: OpenTime?, homeRoom: RoomID?) -> WorkPlace {
    let unit = time?.unit ?? home
    let room = time?.room ?? (unit == home ? homeRoom : nil)
    guard !closed.closes(unit, nil) else { return WorkPlace(unit: nil, room: nil) }
    return WorkPlace(unit: unit, room: closed.closes(nil, room) ? nil : room)
  }
}

extension OpenTime {
  /// Minutes between it and a beginning; 0 within it.
  fileprivate func distance(to start: CivilTime) -> Int {
    let minute = start.minuteOfDay
    return max(0, from.minuteOfDay - minute, minute - until.minuteOfDay + 1)
  }
}

extension BookingSource {
  /// Where a practitioner works at a time.
  func workPlace(
    of practitioner: PractitionerID, on date: CivilDate, at start: CivilTime
  ) throws -> WorkPlace {
    guard let found = try self.practitioner(practitioner) else {
      return WorkPlace(unit: nil, room: nil)
    }
    return try agendaBook(of: found, from: date, through: date)
      .place(on: date, at: start, homeRoom: found.details.room)
  }
}
