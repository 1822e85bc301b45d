import ClinicDomain

extension BusyReader {
  /// Reads the busy periods of a VFREEBUSY; a request for them has none.
  mutating func readFreeBusy(_ component: CalendarComponent, _ zones: CalendarZones) {
    let uid = component.first("UID").map { String(CalendarFile.trimmed($0.value)) } ?? "freebusy"
    for line in component.all("FREEBUSY") {
      // A kind that is not known counts as busy (RFC 5545, 3.2.9).
      guard line.parameter("FBTYPE")?.uppercased() != "FREE" else { continue }
      for text in line.value.split(separator: ",") {
        do throws(CalendarProblem) {
          let (start, end) = try period(line, text, zones)
          if start.time.reference != .utc {
            note(CalendarProblem(line: line.line, subject: "FREEBUSY", .malformed, .assumed))
          }
          let isTaken = add(
            start.minute, end, key: "\(uid)|\(start.time.text)", title: "", isAllDay: false,
            line: line.line)
          if !isTaken {
            throw CalendarProblem(line: line.line, subject: "FREEBUSY", .tooMany)
          }
        } catch {
          note(error)
        }
      }
    }
  }
}
