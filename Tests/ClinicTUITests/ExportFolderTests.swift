import Foundation
import Testing

@testable import ClinicTUI

/// Where exports go, whatever folder the program was started in.
@Suite struct ExportFolderTests {
  private let home: String
  private let data: String

  init() throws {
    home = NSTemporaryDirectory() + "clinic-home-\(UUID().uuidString)"
    data = home + "/.local/share/clinic"
    for folder in ["/Documentos", "/Baixados", "/.config", "/.local/share/clinic"] {
      try FileManager.default.createDirectory(
        atPath: home + folder, withIntermediateDirectories: true)
    }
  }

  private func folder(
    _ userDirs: String? = nil, _ environment: [String: String] = [:]
  ) throws -> String {
    if let userDirs {
      try userDirs.write(
        toFile: home + "/.config/user-dirs.dirs", atomically: true, encoding: .utf8)
    }
    let path = ExportFolder(
      environment: environment.merging(["HOME": home, "PWD": "/tmp"]) { own, _ in own },
      dataFolder: data
    ).path
    return path.hasPrefix(home) ? String(path.dropFirst(home.count)) : path
  }

  @Test(arguments: [
    ("XDG_DOCUMENTS_DIR=\"$HOME/Documentos\"\nXDG_DOWNLOAD_DIR=\"$HOME/Baixados\"", "/Documentos"),
    ("# of the desktop\nXDG_DOWNLOAD_DIR=\"$HOME/Baixados/\"\n", "/Baixados"),
    ("XDG_DOCUMENTS_DIR=\"$HOME/Nowhere\"\nXDG_DOWNLOAD_DIR=\"$HOME/Baixados\"", "/Baixados"),
    ("XDG_DOCUMENTS_DIR=\"$HOME/\"", "/.local/share/clinic/exports"),
    ("XDG_DOCUMENTS_DIR=Documentos", "/.local/share/clinic/exports"),
    ("", "/.local/share/clinic/exports"),
  ])
  func `documents, else downloads, else beside the data`(userDirs: String, path: String) throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    #expect(try folder(userDirs) == path)
  }

  @Test func `the environment wins, and no configuration is none`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    #expect(try folder() == "/.local/share/clinic/exports")
    let environment = ["XDG_DOCUMENTS_DIR": home + "/Baixados"]
    #expect(
      try folder("XDG_DOCUMENTS_DIR=\"$HOME/Documentos\"", environment) == "/Baixados")
  }

  @Test func `a file is its owner's only, in a folder of hers, and over no other one`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    let files = ExportFolder(path: data + "/exports")
    let first = try #require(files.write("um", name: "lista-2026-11-25.txt"))
    let second = try #require(files.write("dois", name: "lista-2026-11-25.txt"))
    #expect(first == data + "/exports/lista-2026-11-25.txt" && second != first)
    #expect(try String(contentsOfFile: first, encoding: .utf8) == "um")
    for (path, mode) in [(first, 0o600), (second, 0o600), (data + "/exports", 0o700)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
    }
  }
}
