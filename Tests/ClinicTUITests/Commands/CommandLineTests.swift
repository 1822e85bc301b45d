import ArgumentParser
import ClinicDomain
import Exchange
import Foundation
import SampleClinic
import Storage
import Testing

@testable import ClinicTUI

struct ArgumentTests {
  @Test func nothingOpensTheScreens() throws {
    #expect(try Clinic.parseAsRoot([]) is OpenCommand)
    #expect(try Clinic.parseAsRoot(["--theme", "light"]) is OpenCommand)
  }

  @Test func aBookingIsReadWhole() throws {
    let command = try #require(
      try Clinic.parseAsRoot([
        "book", "--as", "ana", "--password-fd", "3", "--patient", "mar sil", "--doctor", "lima",
        "--date", "+1", "--time", "930", "--overbook", "dor",
      ]) as? BookCommand)
    #expect(command.person.as == "ana")
    #expect(command.person.passwordFd == 3)
    #expect(command.patient == "mar sil")
    #expect(command.overbook == "dor")
    #expect(command.minutes == nil)
  }

  @Test(arguments: [
    ["book", "--as", "ana"], ["list", "patients"], ["list", "beds"],
    ["import", "patiens", "x.csv"], ["nothing"],
    ["--theme", "pink"], ["--lang", "fr"], ["init", "--prefix", "1"], ["user", "add", "ana"],
    ["init", "--zone", "Mars/Olympus"],
  ])
  func whatCannotBeUnderstoodIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Clinic.parseAsRoot(arguments) }
  }

  @Test func theHelpSpeaksTheWantedLanguage() {
    #expect(Wording.wantedLanguage(["clinic", "--lang", "en"]) == "en")
    #expect(Wording.wantedLanguage(["clinic", "--lang=pt-BR", "x"]) == "pt-BR")
    #expect(Wording.wantedLanguage(["clinic", "--lang"]) == nil)
  }
}

struct CommandStatusTests {
  @Test(arguments: [
    (Refusal.denied(.readChart), CommandStatus.denied), (.notFound(.patient), .notFound),
    (.invalid([FieldProblem(.login, .malformed)]), .refused),
    (.invalid([FieldProblem(.login, .taken)]), .conflict),
    (.scheduling(.taken(by: .room, visits: [], near: [])), .conflict),
    (.scheduling(.outsideAgenda), .refused),
    (.duplicate(DuplicateFound(patients: [], isCertain: true)), .conflict),
    (.staff(.ownRights), .denied), (.staff(.lastManager), .refused),
  ])
  func eachRefusalHasItsCode(_ refusal: Refusal, _ status: CommandStatus) {
    #expect(CommandFailure.refused(refusal).status == status)
  }

  @Test(arguments: [
    (CommandFailure.storage(.busy), CommandStatus.database), (.staged, .staged),
    (.logIn(.wrong), .denied), (.logIn(.failed(.full)), .database),
    (.noClinic(path: "x"), .database), (.noPassword, .usage),
    (.notOne(what: .patient, text: "x", found: []), .notFound), (.status(.partly), .partly),
    (.storage(.alreadyInitialised), .conflict),
  ])
  func eachFailureHasItsCode(_ failure: CommandFailure, _ status: CommandStatus) {
    #expect(failure.status == status)
  }

  @Test(arguments: Language.allCases)
  func everyFailureSaysSomething(_ language: Language) {
    let wording = Wording(language: language)
    let failures: [CommandFailure] = [
      .storage(.key(.missing(path: "/k"))), .storage(.openElsewhere), .noTerminal, .noPassword,
      .recoveryKey, .notADemo(path: "/d"), .status(.unsound), .status(.partly),
      .mappingKind(wanted: .patients, found: .records), .csv(.compressed, path: "f"),
      .notOne(what: .patient, text: "x", found: ["a", "b"]),
    ]
    for failure in failures { #expect(!failure.message(wording).isEmpty) }
    // No key is named where there are no screens.
    let outside = CommandFailure.refused(.scheduling(.outsideAgenda))
    #expect(outside.message(wording).contains("--overbook"))
  }
}

/// The program itself, run as scripts run it.
struct ProgramTests {
  @Test func aMorningFromTheCommandLine() throws {
    let clinic = try CommandClinic()
    #expect(try clinic.run(["check"]).status == CommandStatus.database.rawValue)

    let made = try clinic.run(["init", "--name", "Boa Vista", "--prefix", "bv"])
    #expect(made.status == 0)
    let recovery = try #require(
      made.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .first { (try? RecoveryKey(parsing: $0)) != nil })
    #expect(try clinic.run(["init"]).status == CommandStatus.conflict.rawValue)

    let add = ["user", "add", "ana", "--name", "Ana", "--role", "reception", "--password-fd", "0"]
    #expect(try clinic.run(add, input: "curta\n").status == CommandStatus.usage.rawValue)
    #expect(try clinic.run(add, input: "uma senha boa\n").status == 0)
    #expect(try clinic.run(add, input: "outra senha\n").status == CommandStatus.conflict.rawValue)

    try importPeople(clinic)
    try bookAndMove(clinic)

    let check = try clinic.run(["check", "--json"])
    #expect(check.status == 0)
    #expect(check.output.contains(#""isSound":true"#))
    try keysAndBackups(clinic, recovery)
  }

  private func importPeople(_ clinic: CommandClinic) throws {
    let doctors = try clinic.write(
      "foreign_id,name,registration,specialty\n1,Célia Dias,CRM-ES 6620,Pediatria\n",
      to: "doctors.csv")
    #expect(try clinic.run(["import", "practitioners", doctors]).status == 0)
    let patients = try clinic.write(
      """
      foreign_id,name,birth_date,cpf
      1,Maria da Silva,1951-02-14,390.533.447-05
      2,José Prado,1960-01-01,390.533.447-06
      3,,1960-01-01,

      """, to: "patients.csv")
    let people = try clinic.run(["import", "patients", patients, "--json"])
    #expect(people.status == CommandStatus.partly.rawValue)
    #expect(people.output == #"{"added":1,"known":0,"passedOver":0,"read":3,"rejected":2}"# + "\n")
    let rejects = try clinic.read("patients.csv.rejects.csv")
    #expect(rejects.contains("3,cpf: wrong check digits,2,José Prado,1960-01-01,390.533.447-06"))
    #expect(rejects.contains("4,name: missing,3,"))
    let again = try clinic.run(["import", "patients", patients, "--json"])
    #expect(again.output.contains(#""added":0,"known":1"#))
  }

  private func bookAndMove(_ clinic: CommandClinic) throws {
    let who = ["--as", "ana", "--password-fd", "0"]
    let password = "uma senha boa\n"
    #expect(
      try clinic.run(["search", "mar sil"] + who, input: "errada\n").status
        == CommandStatus.denied.rawValue)
    #expect(
      try clinic.run(["search", "zzz"] + who, input: password).status
        == CommandStatus.notFound.rawValue)
    let found = try clinic.run(["search", "mar", "sil", "--json"] + who, input: password)
    #expect(found.output.contains(#""name":"Maria da Silva""#))

    let book = [
      "book", "--patient", "maria", "--doctor", "célia", "--date", "+1", "--time", "9:30",
    ]
    let outside = try clinic.run(book + who, input: password)
    #expect(outside.status == CommandStatus.refused.rawValue)
    let booked = try clinic.run(book + ["--overbook", "febre"] + who, input: password)
    #expect(booked.status == 0)
    let id = try #require(booked.output.split(separator: "\n").last.map(String.init))
    let moved = try clinic.run(
      ["move", id, "--date", "+2", "--time", "10"] + who, input: password)
    #expect(moved.status == 0)
    let newID = try #require(moved.output.split(separator: "\n").last.map(String.init))
    let list = try clinic.run(
      ["list", "appointments", "--date", "+2", "--json"] + who, input: password)
    #expect(list.output.contains(newID))
    let allowed = try clinic.run(
      book + ["--overbook", "curativo", "--allowed-by", "célia"] + who, input: password)
    #expect(allowed.status == 0, "\(allowed.error)")
    let series = book + ["--repeat"]
    let odd = try clinic.run(series + ["às vezes"] + who, input: password)
    #expect(odd.status == CommandStatus.usage.rawValue)
    #expect(odd.error.contains("às vezes"))
    let weekly = try clinic.run(series + ["3x"] + who, input: password)
    #expect(weekly.status == CommandStatus.refused.rawValue)
    let squeezed = try clinic.run(series + ["3x", "--overbook", "febre"] + who, input: password)
    #expect(squeezed.status == CommandStatus.usage.rawValue)
    #expect(squeezed.error.contains("does not repeat"), "\(squeezed.error)")
    let cancel = ["cancel", newID, "--reason", "viajou"] + who
    #expect(try clinic.run(cancel, input: password).status == 0)
    #expect(try clinic.run(cancel, input: password).status == CommandStatus.refused.rawValue)
  }

  private func keysAndBackups(_ clinic: CommandClinic, _ recovery: String) throws {
    #expect(try clinic.run(["backup", "copy.sqlite"]).status == 0)
    #expect(try clinic.run(["backup", "copy.sqlite"]).status == CommandStatus.conflict.rawValue)
    for missing in [["backup", "nowhere/copy.sqlite"], ["restore", "nothing.sqlite"]] {
      let ending = try clinic.run(missing)
      #expect(ending.status == CommandStatus.usage.rawValue)
      #expect(ending.error.contains("No such file"), "\(ending.error)")
    }
    #expect(try clinic.run(["init"]).status == CommandStatus.conflict.rawValue)
    #expect(try clinic.run(["restore", "copy.sqlite"]).status == 0)
    let keys = clinic.root + "/config/clinic/keys"
    for name in try FileManager.default.contentsOfDirectory(atPath: keys) {
      try FileManager.default.removeItem(atPath: keys + "/" + name)
    }
    #expect(try clinic.run(["check"]).status == CommandStatus.database.rawValue)
    let recover = ["init", "--recover", "--recovery-fd", "0"]
    #expect(
      try clinic.run(recover, input: "AAAAA\n").status == CommandStatus.usage.rawValue)
    #expect(try clinic.run(recover, input: recovery + "\n").status == 0)
    #expect(try clinic.run(["check"]).status == 0)
  }

  @Test func screensNeedATerminal() throws {
    let ending = try CommandClinic().run([])
    #expect(ending.status == CommandStatus.usage.rawValue)
    #expect(ending.error.contains("terminal"))
  }

  @Test func usageEndsWithItsCode() throws {
    let clinic = try CommandClinic()
    #expect(try clinic.run(["nothing"]).status == CommandStatus.usage.rawValue)
    #expect(try clinic.run(["--theme", "pink"]).status == CommandStatus.usage.rawValue)
    #expect(try clinic.run(["--help"]).status == 0)
  }
}
