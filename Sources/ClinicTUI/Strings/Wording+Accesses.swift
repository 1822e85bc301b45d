import ClinicDomain

/// Charts opened by emergency.
extension Wording {
  func accessTitle(count: Int, hasMore: Bool) -> String {
    let amount = hasMore ? pick("mais de \(count)", "more than \(count)") : String(count)
    return pick(
      "Prontuários abertos em emergência: \(amount)", "Charts opened by emergency: \(amount)")
  }

  var noAccesses: String {
    pick(
      "Nenhum prontuário foi aberto em emergência.", "No chart has been opened by emergency.")
  }

  var accessColumns: [String] {
    [
      pick("Quando", "When"), pick("Quem abriu", "Who opened it"), pick("Paciente", "Patient"),
      field(.reason),
    ]
  }

  /// When and until when, and who opened it; below it whose chart.
  func accessLines(_ access: EmergencyAccess, _ zone: SiteZone) -> [String] {
    let from = zone.civil(at: access.grantedAt)
    let until = zone.civil(at: access.expiresAt)
    return [
      "\(date(from.date)) \(from.time.text)–\(until.time.text)  \(access.readerName)",
      "→ \(access.patientName) · \(chartNumber(access.chartNumber))",
    ]
  }
}
