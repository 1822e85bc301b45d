import ClinicDomain

/// The day's visits in groups: who is awaited, who waits, who is inside, what is over.
struct DeskBoard: Equatable, Sendable {
  /// The groups in the order in which they stand: who waits by whose turn it is to see her.
  enum Group: Int, CaseIterable, Hashable, Sendable {
    case reception, triage, waiting, inConsultation, expected, done, missed

    /// Those of who waits.
    static let queues: [Group] = [.reception, .triage, .waiting]

    init(of visit: VisitRow, _ arrival: Arrival? = nil) {
      if visit.isInConsultation {
        self = .inConsultation
        return
      }
      switch visit.status {
      case .arrived, .checkedIn:
        guard visit.encounterStatus == nil else {
          self = .done
          return
        }
        switch QueueStage(of: visit.status, arrival) {
        case .reception: self = .reception
        case .triage: self = .triage
        case .practitioner: self = .waiting
        }
      case .proposed, .pending, .booked, .waitlist: self = .expected
      case .fulfilled: self = .done
      case .cancelled, .noshow, .enteredInError: self = .missed
      }
    }
  }

  /// Columns of a wide window, in the order of a patient's way; what was missed stands below.
  static let columns: [[Group]] = [
    [.expected], Group.queues, [.inConsultation], [.done, .missed],
  ]

  private let groups: [Group: [VisitRow]]
  private let places: [AppointmentID: Group]

  /// Only a practitioner's visits, or all where there is none.
  ///
  /// Who waits is called by the law's priorities first, then as they came.
  init(
    _ visits: [VisitRow], of practitioner: PractitionerID? = nil,
    arrivals: [AppointmentID: Arrival] = [:]
  ) {
    func rank(_ visit: VisitRow) -> Int {
      (arrivals[visit.id]?.facts.priority ?? .none).rank
    }
    var groups = Dictionary(
      grouping: visits.filter { practitioner == nil || $0.practitioner == practitioner },
      by: { Group(of: $0, arrivals[$0.id]) })
    // The one who waits longest is next; what was done last stands first.
    for queue in Group.queues {
      groups[queue]?.sort {
        rank($0) != rank($1)
          ? rank($0) < rank($1) : ($0.arrivedAt, $0.start) < ($1.arrivedAt, $1.start)
      }
    }
    groups[.done]?.reverse()
    self.groups = groups
    places = Dictionary(
      groups.flatMap { group, visits in visits.map { ($0.id, group) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Where a visit stands.
  func group(of visit: VisitRow) -> Group { places[visit.id] ?? Group(of: visit) }

  /// How many wait, for whomever.
  var waitingCount: Int { Group.queues.reduce(0) { $0 + self[$1].count } }

  subscript(group: Group) -> [VisitRow] { groups[group] ?? [] }

  /// At the end of the day, when nobody is expected any more: how many of the expected are past.
  func overdue(at time: CivilTime) -> Int {
    let expected = self[.expected].filter(\.isBooked)
    let isOver = expected.allSatisfy { $0.start.minuteOfDay + $0.minutes <= time.minuteOfDay }
    return isOver ? expected.count : 0
  }

  /// All visits in the order of the list.
  var visits: [VisitRow] { Group.allCases.flatMap { self[$0] } }

  /// The visits of a wide window's column.
  func visits(inColumn index: Int) -> [VisitRow] { Self.columns[index].flatMap { self[$0] } }
}

private func < (left: (Instant?, CivilTime), right: (Instant?, CivilTime)) -> Bool {
  switch (left.0, right.0) {
  case (let one?, let other?) where one != other: one < other
  case (_?, nil): true
  case (nil, _?): false
  default: left.1 < right.1
  }
}
