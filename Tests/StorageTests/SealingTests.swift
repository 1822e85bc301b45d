import ClinicDomain
import Crypto
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct SealingTests {
  @Test func `a sealed blob opens only in its own place and under its own key`() throws {
    let key = SymmetricKey(size: .bits256)
    let place = SealedPlace(entity: .exam, id: "1", field: "name")
    let blob = try SealedBlob(sealing: Array("hemograma".utf8), under: key, version: 1, at: place)
    #expect(try blob.open(under: key, at: place) == Array("hemograma".utf8))
    let elsewhere = [
      SealedPlace(entity: .exam, id: "2", field: "name"),
      SealedPlace(entity: .exam, id: "1", field: "result"),
      SealedPlace(entity: .invoice, id: "1", field: "name"),
    ]
    for place in elsewhere {
      #expect(throws: StorageError.self) { try blob.open(under: key, at: place) }
    }
    #expect(throws: StorageError.self) {
      try blob.open(under: SymmetricKey(size: .bits256), at: place)
    }
    for index in blob.bytes.indices {
      var bytes = blob.bytes
      bytes[index] ^= 1
      #expect(throws: StorageError.self) {
        try SealedBlob(bytes: bytes).open(under: key, at: place)
      }
    }
  }

  @Test func `the same text is never sealed the same twice`() throws {
    let key = SymmetricKey(size: .bits256)
    let place = SealedPlace(entity: .exam, id: "1", field: "name")
    let blobs = try (0..<100).map { _ in
      try SealedBlob(sealing: [1, 2, 3], under: key, version: 1, at: place)
    }
    #expect(Set(blobs).count == 100)
  }

  @Test func `no clinical word can be read anywhere in the data folder`() throws {
    let fixture = try Fixture()
    let doctor = try fixture.practitioner()
    let patient = try fixture.patient("Maria da Silva")
    let words = ["tuberculose", "dipirona", "hemograma", "enxaqueca", "sigilosa", "consulta-zz"]
    let booking = try fixture.booking(
      patient, doctor, at: 600, observation: "enxaqueca forte", overbooking: "dor sigilosa")
    #expect(fixture.service.perform(booking, as: fixture.reception, now: Fixture.now).value != nil)
    let physician = fixture.actor([.doctor], practitioner: doctor)
    let note = SOAPNote(subjective: "tosse, suspeita de tuberculose")
    let commands: [CommandOutcome<Done>] = [
      fixture.service.perform(
        KeepDraft(id: fixture.id(), patient: patient, content: .note(note)), as: physician,
        now: Fixture.now)
    ]
    #expect(commands.allSatisfy { $0.value != nil }, "\(commands)")
    let signed = fixture.service.perform(
      SignEntry(
        id: fixture.id(), patient: patient, occurredAt: Fixture.now, content: .note(note)),
      as: physician, now: Fixture.now)
    #expect(signed.value != nil, "\(signed)")
    let allergy = fixture.service.perform(
      RecordAllergy(id: fixture.id(), patient: patient, allergy: Allergy(substance: "dipirona")),
      as: physician, now: Fixture.now)
    #expect(allergy.value != nil, "\(allergy)")
    let exam = fixture.service.perform(
      OrderExam(id: fixture.id(), patient: patient, name: "hemograma"), as: physician,
      now: Fixture.now)
    #expect(exam.value != nil, "\(exam)")
    let invoice = fixture.service.perform(
      CreateInvoice(
        id: fixture.id(), patient: patient,
        lines: [InvoiceLine(description: "consulta-zz", unitPrice: Money(centavos: 25000))]),
      as: fixture.reception, now: Fixture.now)
    #expect(invoice.value != nil, "\(invoice)")
    try fixture.service.stage(booking, as: fixture.reception, now: Fixture.now)
    try fixture.service.backUp(
      to: fixture.folder.path + "/backup.sqlite", as: Fixture.operatorActor, now: Fixture.now)

    let files = try #require(FileManager.default.enumerator(atPath: fixture.folder.path))
    var bytesSeen = 0
    var foundName = false
    for case let name as String in files {
      guard let data = FileManager.default.contents(atPath: fixture.folder.path + "/" + name)
      else { continue }
      bytesSeen += data.count
      foundName = foundName || data.range(of: Data("Maria da Silva".utf8)) != nil
      for word in words {
        #expect(data.range(of: Data(word.utf8)) == nil, "\(word) in \(name)")
      }
    }
    // The search itself sees what is there in clear.
    #expect(foundName && bytesSeen > 100_000)
    let chart = fixture.service.perform(
      OpenChart(patient: patient), as: physician, now: Fixture.now)
    #expect(chart.value != nil)
    let read = try fixture.service.answer(
      ReadChart(patient: patient), as: physician, now: Fixture.now)
    #expect(read?.entries.contains { $0.entry.content == .note(note) } == true)
    #expect(read?.exams.map(\.name) == ["hemograma"])
  }

  @Test func `the row and the log hold the same blob`() throws {
    let fixture = try Fixture()
    let doctor = try fixture.practitioner()
    let booking = try fixture.booking(
      fixture.patient("Maria"), doctor, at: 600, observation: "trazer exames")
    #expect(fixture.service.perform(booking, as: fixture.reception, now: Fixture.now).value != nil)
    let same = try fixture.count(
      """
      SELECT count(*) FROM appointment, sync_log
      WHERE entity = 'appointment' AND observation IS NOT NULL
      """)
    #expect(same == 1)
    let (blob, body) = try fixture.service.database.read { db in
      (
        try Data.fetchOne(db, sql: "SELECT observation FROM appointment") ?? Data(),
        try String.fetchOne(
          db, sql: "SELECT body FROM sync_log WHERE entity = 'appointment'") ?? ""
      )
    }
    #expect(body.contains(blob.base64EncodedString()))
  }

  @Test func `the reason of a cancelled invoice is sealed once, for row and log`() throws {
    let fixture = try Fixture()
    let invoice: InvoiceID = fixture.id()
    let line = InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 25_000))
    let created = fixture.service.perform(
      CreateInvoice(id: invoice, patient: try fixture.patient("Maria"), lines: [line]),
      as: fixture.manager, now: Fixture.now)
    #expect(created.value != nil)
    let cancelled = fixture.service.perform(
      CancelInvoice(id: invoice, reason: "lançada em dobro"), as: fixture.manager,
      now: Fixture.now)
    #expect(cancelled.value != nil)
    let (blob, body) = try fixture.service.database.read { db in
      (
        try Data.fetchOne(db, sql: "SELECT cancel_reason FROM invoice") ?? Data(),
        try String.fetchOne(
          db, sql: "SELECT body FROM sync_log WHERE entity = 'invoice' AND op = 'patch'") ?? ""
      )
    }
    #expect(!blob.isEmpty)
    #expect(body.contains(blob.base64EncodedString()))
  }
}

@Suite struct KeyTests {
  @Test func `the recovery key brings the site key back, however it is typed`() throws {
    for _ in 0..<50 {
      let key = SiteKey.make()
      let text = RecoveryKey(key).text
      #expect(text.count == 65)
      #expect(try RecoveryKey(parsing: text).siteKey.bytes == key.bytes)
      let typed = text.lowercased().replacingOccurrences(of: "-", with: " ")
        .replacingOccurrences(of: "0", with: "o").replacingOccurrences(of: "1", with: "l")
      #expect(try RecoveryKey(parsing: typed).siteKey.bytes == key.bytes)
    }
  }

  @Test func `a mistyped recovery key is noticed`() throws {
    let text = Array(RecoveryKey(SiteKey.make()).text)
    var unnoticed = 0
    for index in text.indices where text[index] != "-" {
      var typed = text
      typed[index] = typed[index] == "7" ? "8" : "7"
      if (try? RecoveryKey(parsing: String(typed))) != nil { unnoticed += 1 }
    }
    // The last character carries three bits of padding.
    #expect(unnoticed <= 1)
    #expect(throws: RecoveryKey.ParseError.length) {
      try RecoveryKey(parsing: String(text.dropLast()))
    }
    #expect(throws: RecoveryKey.ParseError.character) {
      try RecoveryKey(parsing: String(text) + "!")
    }
  }

  @Test func `a lost key file is written again by the recovery key and opens the data`() throws {
    let fixture = try Fixture()
    let patient = try fixture.patient("Maria")
    let path = fixture.service.keyFile.path
    try fixture.service.close()
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: StorageError.key(.missing(path: path))) { try fixture.another() }
    let foreign = RecoveryKey(SiteKey.make())
    #expect(throws: StorageError.key(.wrong)) {
      try ClinicService.recover(foreign, in: fixture.folder, environment: fixture.environment)
    }
    let typed = try RecoveryKey(parsing: fixture.recoveryKey.text)
    try ClinicService.recover(typed, in: fixture.folder, environment: fixture.environment)
    try fixture.reopen()
    let card = try fixture.service.answer(
      ReadPatientCard(patient: patient), as: fixture.reception, now: Fixture.now)
    #expect(card != nil)
  }

  @Test func `a key file that others can read, or inside the data folder, is refused`() throws {
    let fixture = try Fixture()
    let path = fixture.service.keyFile.path
    #expect(Files.permissions(path) == 0o600)
    chmod(path, 0o644)
    #expect(throws: StorageError.key(.readableByOthers(path: path))) { try fixture.another() }
    chmod(path, 0o600)
    let inside = fixture.folder.path + "/site.key"
    try FileManager.default.copyItem(atPath: path, toPath: inside)
    #expect(throws: StorageError.key(.insideDataFolder)) {
      try ClinicService(
        folder: fixture.folder, keyOption: inside, environment: fixture.environment)
    }
    let link = fixture.root + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: inside)
    #expect(throws: StorageError.key(.insideDataFolder)) {
      try ClinicService(folder: fixture.folder, keyOption: link, environment: fixture.environment)
    }
  }
}

@Suite struct PasswordTests {
  @Test func `a password matches its hash only`() throws {
    let hash = try PasswordHash(password: "segredo-çã")
    #expect(hash.stored.hasPrefix("$scrypt$ln=14,r=8,p=5$"))
    let stored = try #require(PasswordHash(stored: hash.stored))
    #expect(stored.matches("segredo-çã"))
    #expect(stored.matches("segredo-c\u{327}a\u{303}"))
    #expect(!stored.matches("segredo-ca"))
  }

  @Test(arguments: [
    "", "plain", "$scrypt$ln=14,r=8,p=5$AAAA$", "$scrypt$ln=40,r=8,p=5$AAAA$AAAA",
    "$argon2id$v=19$m=1$AAAA$AAAA", "$scrypt$r=8,ln=14,p=5$AAAA$AAAA",
  ])
  func `what is no hash is refused`(stored: String) {
    #expect(PasswordHash(stored: stored) == nil)
  }

  /// RFC 7914, section 12.
  @Test func `scrypt agrees with its RFC`() throws {
    let hash = try PasswordHash(
      password: "pleaseletmein", log2Rounds: 14, blockSize: 8, parallelism: 1,
      salt: Array("SodiumChloride".utf8))
    #expect(hash.stored.contains("$scrypt$ln=14,r=8,p=1$"))
    #expect(
      hash.stored.hasSuffix(
        "$"
          + Data([
            0x70, 0x23, 0xbd, 0xcb, 0x3a, 0xfd, 0x73, 0x48, 0x46, 0x1c, 0x06, 0xcd, 0x81, 0xfd,
            0x38,
            0xeb, 0xfd, 0xa8, 0xfb, 0xba, 0x90, 0x4f, 0x8e, 0x3e, 0xa9, 0xb5, 0x43, 0xf6, 0x54,
            0x5d,
            0xa1, 0xf2,
          ]).base64EncodedString()))
  }
}
