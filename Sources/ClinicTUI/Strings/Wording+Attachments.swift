import ClinicDomain

extension Wording {
  var aboutAttachments: String {
    pick("Arquivos do prontuário de um paciente.", "Files of a patient's record.")
  }
  var aboutAttachmentAdd: String { pick("Anexa um arquivo.", "Add a file.") }
  var aboutAttachmentList: String {
    pick("Lista os arquivos e se já estão aqui.", "List the files and whether they are here.")
  }
  var aboutAttachmentSave: String {
    pick("Grava um arquivo do prontuário num novo.", "Write a file of the record to a new one.")
  }
  var helpAttachmentFile: String { pick("O arquivo, até 32 MiB.", "The file, up to 32 MiB.") }
  var helpAttachmentID: String { pick("O id, como em \"list\".", "The id, as in \"list\".") }
  var helpAttachmentTarget: String { pick("Arquivo novo.", "A new file.") }
  var attachmentColumns: [String] {
    pick("id|desde|nome|bytes|por|estado", "id|since|name|bytes|by|state")
      .split(separator: "|").map(String.init)
  }
  func filePending(_ missing: Int) -> String {
    pick("a caminho: faltam \(missing)", "file pending: \(missing) to come")
  }
  /// `Anexos 3 (1 a caminho)`; nil where there are none.
  func files(_ count: Int, pending: Int) -> String? {
    guard count > 0 else { return nil }
    let waiting =
      pending == 0 ? "" : pick(" (\(pending) a caminho)", " (\(pending) pending)")
    return pick("Anexos \(count)", "Files \(count)") + waiting
  }
}
