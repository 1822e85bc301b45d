import ClinicDomain

/// Documents, phones and addresses of people that don't exist, with check digits that hold.
extension SeededRandom {
  mutating func cpf() throws -> CPF {
    var digits = digits(9)
    if Set(digits).count == 1 { digits[0] = (digits[0] + 1) % 10 }
    for length in 9...10 {
      let sum = (0..<length).reduce(0) { $0 + digits[$1] * (length + 1 - $1) }
      digits.append(sum % 11 < 2 ? 0 : 11 - sum % 11)
    }
    return try CPF(parsing: digits.map(String.init).joined())
  }

  /// A provisional card (it begins with 7), whose digits need only sum up.
  mutating func cns() throws -> CNS {
    while true {
      let digits = [7] + digits(13)
      let sum = digits.enumerated().reduce(0) { $0 + $1.element * (15 - $1.offset) }
      let last = (11 - sum % 11) % 11
      if last < 10 { return try CNS(parsing: (digits + [last]).map(String.init).joined()) }
    }
  }

  mutating func mobile() throws -> Phone {
    try Phone(parsing: "279\(number(in: 8...9))\(digits(7).map(String.init).joined())")
  }

  mutating func landline() throws -> Phone {
    try Phone(parsing: "273\(number(in: 2...3))\(digits(6).map(String.init).joined())")
  }

  mutating func address() throws -> Address {
    let district = pickEarly(DemoDistrict.all, or: DemoDistrict.all[0])
    return Address(
      street: pick(DemoNames.streets, or: ""), number: String(number(in: 10...1990)),
      complement: chance(35) ? "Apto \(number(in: 1...14))0\(number(in: 1...4))" : "",
      district: district.name, municipality: district.municipality, state: .es,
      postalCode: try PostalCode(
        parsing: district.prefix + digits(3).map(String.init).joined()))
  }

  mutating func surname() -> String { pickEarly(DemoNames.surnames, or: "Silva") }

  /// A first name of the sex, sometimes two, of one or two surnames.
  mutating func name(_ sex: Sex, family: String? = nil) throws -> PersonName {
    let list = sex == .female ? DemoNames.women : DemoNames.men
    var words = [pickEarly(list, or: "Maria")]
    if chance(25) {
      let second = pickEarly(list, or: "José")
      if second != words[0] { words.append(second) }
    }
    if chance(60) {
      let middle = surname()
      if middle != family {
        if let particle = DemoNames.particles[middle], chance(40) { words.append(particle) }
        words.append(middle)
      }
    }
    let last = family ?? surname()
    if words.last == last { words.removeLast() }
    if let particle = DemoNames.particles[last], words.count > 0, chance(30),
      DemoNames.particles.values.contains(words[words.count - 1]) == false
    {
      words.append(particle)
    }
    words.append(last)
    return try PersonName(parsing: words.joined(separator: " "))
  }

  mutating func coverage(today: CivilDate) -> Coverage? {
    guard chance(62) else { return nil }
    let insurer = pickEarly(DemoNames.insurers, or: DemoNames.insurers[0])
    return Coverage(
      insurer: insurer.0, plan: pick(insurer.1, or: ""),
      memberNumber: "00" + digits(13).map(String.init).joined(),
      validUntil: today.adding(days: number(in: -40...700)))
  }
}
