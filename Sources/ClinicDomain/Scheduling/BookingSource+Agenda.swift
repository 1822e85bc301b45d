extension BookingSource {
  /// All that decides when a practitioner takes visits within a stretch of days.
  public func agendaBook(
    of practitioner: Practitioner, from first: CivilDate, through last: CivilDate
  ) throws -> AgendaBook {
    let agenda = try agenda(of: practitioner.id)
    return AgendaBook(
      rules: agenda?.rules ?? [], policy: agenda?.policy ?? AgendaPolicy(),
      exceptions: try exceptions(of: practitioner.id, from: first, through: last),
      holidays: try holidayCalendar(), home: practitioner.details.unit,
      closed: try closedPlaces(), isActive: practitioner.isActive)
  }

  /// A visit's time with what its agenda keeps free around it.
  ///
  /// - Throws: `invalidLength` where no visit is that long.
  func visitTime(
    of practitioner: PractitionerID, on date: CivilDate, at start: CivilTime, minutes: Int,
    zone: any ZoneRules
  ) throws -> VisitTime {
    let policy = try agenda(of: practitioner)?.policy ?? AgendaPolicy()
    guard
      let time = VisitTime(
        date: date, start: start, minutes: minutes, zone: zone, before: policy.bufferBefore,
        after: policy.bufferAfter)
    else { throw Refusal.scheduling(.invalidLength) }
    return time
  }
}
