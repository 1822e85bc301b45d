import Storage

/// A new site that begins with what its hub knows.
extension Wording {
  var helpJoinName: String {
    pick("Nome de uma unidade nova, numa pasta vazia.", "Name of a new site, in an empty folder.")
  }
  var helpJoinPrefix: String {
    pick(
      "Prefixo de uma unidade nova: 2 a 6 letras, só dela no hub.",
      "Prefix of a new site: 2 to 6 letters, its alone at the hub.")
  }
  func joinNeedsName(_ folder: String) -> String {
    pick(
      "Não há clínica em \(folder). Para uma unidade nova com os dados do hub, dê --name e --prefix.",
      "There is no clinic in \(folder). For a new site with the hub's data give --name and --prefix."
    )
  }
  var joinLoading: String { pick("Baixando os dados do hub…", "Loading the hub's data…") }
  func joined(_ name: String, _ folder: String, _ count: Int64) -> String {
    pick(
      "\(name): unidade pronta em \(folder), com \(count) registros do hub, conferidos.",
      "\(name): site ready in \(folder), with \(count) records of the hub, checked.")
  }
  var nextAfterJoin: String {
    pick(
      "As contas vieram do hub, as senhas não: clinic user password LOGIN. Depois: clinic worker.",
      "Accounts came from the hub, passwords did not: clinic user password LOGIN. "
        + "Then: clinic worker.")
  }
  func snapshotProblem(_ problem: SnapshotProblem) -> String {
    let again = pick(
      " Nada foi instalado: repita o comando, que continua com a mesma unidade.",
      " Nothing was installed: run it again, it goes on with the same site.")
    return {
      switch problem {
      case .torn: pick("Os dados do hub chegaram cortados.", "The hub's data came cut short.")
      case .altered:
        pick("Os dados do hub chegaram alterados.", "The hub's data came altered.")
      case .unreadable:
        pick(
          "Os dados do hub são de outra versão: atualize o programa.",
          "The hub's data are of another version: update the program.")
      case .differs:
        pick(
          "O que foi gravado não confere com o que o hub enviou.",
          "What was laid down is not what the hub sent.")
      }
    }() + again
  }
}
