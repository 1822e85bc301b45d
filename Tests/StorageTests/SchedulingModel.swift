import ClinicDomain
import Testing

@testable import Storage

/// What bookings are compared with: a day as cells of five minutes, and who is in which.
extension SchedulingModelTests {
  /// What the commands may answer.
  enum Answer: Equatable {
    case done, outsideAgenda, dayFull, taken(SchedulingRefusal.Party), other(String)

    init<Value>(_ outcome: CommandOutcome<Value>) {
      switch outcome {
      case .done: self = .done
      case .refused(.scheduling(.ofVisit(_, let refusal))), .refused(.scheduling(let refusal)):
        self.init(refusal)
      case .refused, .staged, .failed: self = .other("\(outcome)")
      }
    }

    private init(_ refusal: SchedulingRefusal) {
      switch refusal {
      case .outsideAgenda: self = .outsideAgenda
      case .dayFull: self = .dayFull
      case .taken(let party, _, _): self = .taken(party)
      default: self = .other("\(refusal)")
      }
    }
  }

  struct Visit: Equatable {
    var doctor: Int
    let patient: Int
    var day: Int
    var cells: Range<Int>
    /// The room of the hours that it is in.
    var room: Int?
  }

  static let (doctors, patients, rooms, days, cellsPerDay) = (3, 6, 2, 9, 288)

  /// What an agenda asks beside its hours, in cells and visits.
  struct Terms {
    var (before, after) = (0, 0)
    var visitsPerDay: Int?
  }

  /// Which stretch of open time each cell belongs to, by doctor and day; 0 is closed.
  struct Model {
    var stretches: [[[Int]]]
    /// The room of each stretch that has one.
    var rooms: [Int: Int] = [:]
    var terms = [Terms](repeating: Terms(), count: doctors)
    var live: [AppointmentID: Visit] = [:]
    var lastStretch = 0

    init() {
      let day = [Int](repeating: 0, count: cellsPerDay)
      stretches = .init(repeating: .init(repeating: day, count: days), count: doctors)
    }

    mutating func open(_ cells: Range<Int>, in room: Int? = nil, _ doctor: Int, _ day: Int) {
      lastStretch += 1
      rooms[lastStretch] = room
      for cell in cells where stretches[doctor][day][cell] == 0 {
        stretches[doctor][day][cell] = lastStretch
      }
    }

    mutating func close(_ cells: Range<Int>, _ doctor: Int, _ day: Int) {
      for cell in cells { stretches[doctor][day][cell] = 0 }
    }

    /// The cells since the first day that nobody else gets.
    private func busy(_ visit: Visit) -> Range<Int> {
      let midnight = visit.day * cellsPerDay
      let terms = terms[visit.doctor]
      return midnight + visit.cells.lowerBound - terms.before..<midnight + visit.cells.upperBound
        + terms.after
    }

    /// The visit with the room of the hours that it begins in.
    func placed(_ visit: Visit) -> Visit {
      var visit = visit
      let stretch = stretches[visit.doctor][visit.day][visit.cells.lowerBound]
      visit.room = rooms[stretch]
      return visit
    }

    func answer(to visit: Visit, insteadOf old: AppointmentID?) -> Answer {
      let wanted = stretches[visit.doctor][visit.day]
      guard visit.cells.upperBound <= cellsPerDay, let first = visit.cells.first,
        wanted[first] != 0, visit.cells.allSatisfy({ wanted[$0] == wanted[first] })
      else { return .outsideAgenda }
      let all = live.filter { $0.key != old }.values
      if let most = terms[visit.doctor].visitsPerDay,
        all.count(where: { $0.doctor == visit.doctor && $0.day == visit.day }) >= most
      {
        return .dayFull
      }
      let others = all.filter { busy($0).overlaps(busy(visit)) }
      if others.contains(where: { $0.doctor == visit.doctor }) { return .taken(.practitioner) }
      if others.contains(where: { $0.patient == visit.patient }) { return .taken(.patient) }
      if let room = placed(visit).room, others.contains(where: { $0.room == room }) {
        return .taken(.room)
      }
      return .done
    }
  }
}
