import ClinicDomain
import SyncProtocol

extension Wording {
  /// The honest line: whether the hub is heard, what waits and since when, what needs a person.
  func syncHeadline(_ status: SyncStatus, now: Instant, _ zone: SiteZone) -> String {
    var parts = [hubState(status, now: now)]
    if status.stagedCount > 0 {
      parts.append(
        pick(
          status.stagedCount == 1
            ? "1 ainda não feito" : "\(status.stagedCount) ainda não feitos",
          "\(status.stagedCount) not yet done"))
    }
    var waiting = pick("\(status.pendingCount) à espera", "\(status.pendingCount) waiting")
    if let oldest = status.oldestPendingAt {
      waiting += pick(" desde ", " · oldest ") + moment(oldest, now: now, zone)
    }
    parts.append(waiting)
    if status.tornCount > 0 {
      parts.append(
        pick("\(status.tornCount) arquivos rasgados", "\(status.tornCount) torn files"))
    }
    let needing = status.needingCount
    if needing > 0 {
      parts.append(
        needing == 1
          ? pick("1 precisa de você", "1 needs you")
          : pick("\(needing) precisam de você", "\(needing) need you"))
    }
    return parts.joined(separator: " · ")
  }

  private func hubState(_ status: SyncStatus, now: Instant) -> String {
    guard status.isEnrolled, let hub = status.hub else { return pick("Sem hub", "No hub") }
    guard let since = hub.failingSince else {
      return hub.isWorkerRunning
        ? pick("Hub em contato", "Hub in touch") : pick("Envio parado", "Sending stopped")
    }
    let minutes = max(0, Int(now.milliseconds(since: since) / 60_000))
    guard minutes > 0 else { return pick("Hub fora do ar", "Hub offline") }
    let length = longDuration(minutes: minutes)
    return pick("Hub fora do ar há \(length)", "Hub offline \(length)")
  }

  /// `09:12` today, `24/11 09:12` before.
  func moment(_ instant: Instant, now: Instant, _ zone: SiteZone) -> String {
    let civil = zone.civil(at: instant)
    return civil.date == zone.civil(at: now).date
      ? civil.time.text : "\(civil.date.shortText) \(civil.time.text)"
  }

  /// What goes on, what is safe and what comes next, in plain words.
  func syncPromise(_ status: SyncStatus, now: Instant, _ zone: SiteZone) -> String {
    guard status.isEnrolled, let hub = status.hub else {
      return pick(
        "Tudo fica guardado aqui e será enviado quando a unidade for ligada a um hub.",
        "All is kept here and will be sent once this site is joined to a hub.")
    }
    guard hub.isWorkerRunning else {
      return pick(
        "Nada é enviado até que o envio seja ligado: clinic worker. Nada se perde.",
        "Nothing is sent until sending is started: clinic worker. Nothing is lost.")
    }
    if hub.failingSince != nil {
      var text =
        status.lastError == "unreachable"
        ? pick(
          "Sem resposta: tudo espera aqui, nada se perde.",
          "No answer: all waits here, nothing is lost.")
        : status.lastError.map(syncFailure) ?? ""
      if let next = hub.nextTryAt, next > now {
        let time = moment(next, now: now, zone)
        text += pick(" Nova tentativa: \(time).", " Next try: \(time).")
      }
      return text
    }
    if hub.behind > 0 {
      return pick(
        "Recebendo das outras unidades: faltam \(hub.behind).",
        "Receiving from the other sites: \(hub.behind) to go.")
    }
    let contact = hub.lastContactAt.map { moment($0, now: now, zone) } ?? "—"
    return pick(
      "Em dia com as outras unidades. Último contato: \(contact).",
      "Up to date with the other sites. Last contact: \(contact).")
  }

  /// The machine's clock, where it is off; nil where it is good enough.
  func clockBanner(_ hub: HubStanding?) -> String? {
    guard let hub, abs(hub.clockSkew) > HubStanding.skewTold else { return nil }
    let seconds = Int(abs(hub.clockSkew) / 1000)
    let length = seconds < 120 ? "\(seconds) s" : longDuration(minutes: seconds / 60)
    let side =
      hub.clockSkew > 0
      ? pick("atrasado", "slow") : pick("adiantado", "fast")
    return pick(
      "O relógio desta máquina está \(length) \(side): acerte-o.",
      "This machine's clock is \(length) \(side): set it right.")
  }

  /// What is to be known of a lease that ran out.
  func leaseBanner(_ hub: HubStanding?, now: Instant) -> String? {
    guard let hub, hub.leaseUntil < now else { return nil }
    return pick(
      "Sem contato há dias: o que se marca aqui só vale quando o hub confirmar.",
      "Out of touch for days: what is booked here holds only once the hub confirms it.")
  }

  func syncFailure(_ code: String) -> String {
    SyncFailure(code: code).map { syncFailure($0) } ?? pick("Falhou: \(code).", "Failed: \(code).")
  }

  var syncNothing: String {
    pick("Nada foi registrado ainda.", "Nothing has been recorded yet.")
  }
  var syncAskAgain: String { pick("atualiza", "refresh") }
  var syncNeedsYou: String { pick("precisa de você", "needs you") }
  var syncNotDone: String { pick("ainda não feito", "not yet done") }
  var syncWaiting: String { pick("à espera", "waiting") }
  var syncSent: String { pick("enviado", "sent") }
  var syncContested: String { pick("disputada", "contested") }
  var syncAsked: String { pick("a confirmar", "to confirm") }
  var syncTaskDetail: String {
    pick(
      "Guardado enquanto o banco estava fora; ao refazer, uma regra recusou. Faça de novo à mão.",
      "Kept while the database was away; a rule refused it when it was redone. Do it again by hand."
    )
  }
  var syncStagedDetail: String {
    pick(
      "Guardado na área de espera; será feito quando o banco de dados voltar.",
      "Kept in the staging area; it will be done when the database is back.")
  }
  func syncEntryDetail(_ entry: SyncRow, _ civil: CivilDateTime) -> String {
    pick("Registro nº \(entry.seq)", "Entry no. \(entry.seq)")
      + " · \(date(civil.date)) \(civil.time.text) · \(syncEntry(entry))"
  }

  var syncSitesTitle: String { pick("Unidades do hub", "Sites of the hub") }
  var syncSitesKey: String { pick("unidades", "sites") }
  var syncQueueKey: String { pick("fila", "queue") }
  var syncNoSites: String {
    pick("Nenhuma outra unidade, por enquanto.", "No other site, so far.")
  }
  var syncSiteColumns: [String] {
    [pick("nº", "no."), pick("Prefixo", "Prefix"), pick("Unidade", "Site"), ""]
  }
  /// What the hub may read of this site.
  func service(_ service: HubServiceRow) -> String {
    let name =
      service.name == HubServiceRow.results
      ? pick("Resultados de exames", "Results of exams") : service.name
    return service.isOn
      ? pick("\(name): a central lê os desta unidade", "\(name): the centre reads this site's")
      : pick("\(name): ficam nesta unidade", "\(name): stay at the sites")
  }
  func switchServiceKey(_ isOn: Bool) -> String {
    isOn
      ? pick("não dá mais à central", "give the centre no more")
      : pick("dá resultados à central", "give the centre results")
  }
  func serviceSwitched(_ isOn: Bool) -> String {
    isOn
      ? pick(
        "Ligado: a central lê os resultados registrados aqui, os de antes também.",
        "On: the centre reads results registered here, earlier ones too.")
      : pick(
        "Desligado: a central guarda o que já leu, e não recebe mais.",
        "Off: the centre keeps what it has read, and gets no more.")
  }
  func peerState(_ state: PeerSite.State) -> String {
    switch state {
    case .active: pick("ativa", "active")
    case .frozen: pick("parada: duas cópias enviaram", "stopped: two copies sent")
    case .decommissioned: pick("desligada", "left the hub")
    }
  }
}
