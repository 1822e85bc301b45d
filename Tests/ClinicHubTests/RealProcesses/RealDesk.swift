import SampleClinic

/// A program at a site that never rests and stays open, as screens do: it registers, changes, books
/// and cancels, and keeps its bookings aside while the database can't be written.
final class RealDesk {
  let site: RealSite
  let program: Supervised
  private(set) var told = Told()

  /// What it was told is done.
  struct Told {
    var patients: [String] = []
    /// The town that each change wrote, with its patient.
    var changes: [(patient: String, town: String)] = []
    var visits: [String: String] = [:]
    var staged: [String] = []
    var surprises: [String] = []
  }

  init(at site: RealSite, seed: UInt64, _ timeline: Timeline) {
    self.site = site
    var starts = 0
    program = Supervised("desk \(site.index)", timeline) {
      starts += 1
      return try site.startDesk(seed: Int(seed % 100_000) * 1000 + starts)
    }
    program.hears = { [unowned self] line in self.hear(line) }
  }

  private func hear(_ line: String) {
    let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
    switch (parts.first, parts.count) {
    case ("patient", 3): told.patients.append(parts[1])
    case ("address", 3): told.changes.append((parts[1], parts[2]))
    case ("visit", 3): told.visits[parts[1]] = parts[2]
    case ("staged", 2): told.staged.append(parts[1])
    // A rule said no, or the data could not be used: then it is not done.
    case ("refused", _): break
    default: told.surprises.append(line)
    }
  }
}
