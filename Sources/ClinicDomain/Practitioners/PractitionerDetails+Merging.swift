extension PractitionerDetails {
  /// The fields in which two versions differ.
  public func changedFields(from other: PractitionerDetails) -> [FieldName] {
    var fields: [FieldName] = []
    func compare<Value: Equatable>(
      _ path: KeyPath<PractitionerDetails, Value>, _ field: FieldName
    ) {
      if self[keyPath: path] != other[keyPath: path] { fields.append(field) }
    }
    compare(\.name, .name)
    compare(\.sex, .sex)
    compare(\.cpf, .cpf)
    compare(\.registration, .registration)
    compare(\.specialties, .specialties)
    compare(\.phone, .phones)
    compare(\.email, .email)
    compare(\.address, .address)
    compare(\.unit, .unit)
    compare(\.room, .room)
    compare(\.slotMinutes, .slotMinutes)
    compare(\.price, .price)
    return fields
  }

  /// Takes the given fields from another version.
  public mutating func take(_ fields: [FieldName], from other: PractitionerDetails) {
    for field in fields {
      switch field {
      case .name: name = other.name
      case .sex: sex = other.sex
      case .cpf: cpf = other.cpf
      case .registration: registration = other.registration
      case .specialties: specialties = other.specialties
      case .phones: phone = other.phone
      case .email: email = other.email
      case .address: address = other.address
      case .unit: unit = other.unit
      case .room: room = other.room
      case .slotMinutes: slotMinutes = other.slotMinutes
      case .price: price = other.price
      default: break
      }
    }
  }
}
