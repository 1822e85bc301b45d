/// First names and surnames as frequent in Brazil, the most frequent first (after IBGE's census of
/// 2010).
enum DemoNames {
  static let women = [
    "Maria", "Ana", "Francisca", "Antônia", "Adriana", "Juliana", "Márcia", "Fernanda", "Patrícia",
    "Aline", "Sandra", "Camila", "Amanda", "Bruna", "Jéssica", "Letícia", "Júlia", "Luciana",
    "Vanessa", "Mariana", "Gabriela", "Vera", "Vitória", "Larissa", "Cláudia", "Beatriz", "Rita",
    "Luana", "Sônia", "Renata", "Eliane", "Josefa", "Simone", "Natália", "Cristiane", "Carla",
    "Débora", "Rosângela", "Jaqueline", "Rosa", "Daniela", "Aparecida", "Marlene", "Terezinha",
    "Raimunda", "Andréia", "Fabiana", "Lúcia", "Raquel", "Ângela", "Rafaela", "Joana", "Luzia",
    "Elaine", "Daniele", "Regina", "Daiane", "Alessandra", "Isabela", "Tatiana", "Bianca", "Helena",
    "Alice", "Laura", "Sofia", "Manuela", "Valentina", "Heloísa", "Cecília", "Lorena", "Íris",
    "Zilda", "Célia", "Neusa", "Yasmin", "Clara", "Lívia", "Nina",
  ]
  static let men = [
    "José", "João", "Antônio", "Francisco", "Carlos", "Paulo", "Pedro", "Lucas", "Luiz", "Marcos",
    "Luís", "Gabriel", "Rafael", "Daniel", "Marcelo", "Bruno", "Eduardo", "Felipe", "Raimundo",
    "Rodrigo", "Manoel", "Mateus", "André", "Fernando", "Fábio", "Leonardo", "Gustavo",
    "Guilherme", "Leandro", "Tiago", "Anderson", "Ricardo", "Márcio", "Jorge", "Sebastião",
    "Alexandre", "Roberto", "Edson", "Diego", "Vitor", "Sérgio", "Cláudio", "Matheus", "Thiago",
    "Geraldo", "Adriano", "Luciano", "Júlio", "Renato", "Alex", "Vinícius", "Rogério", "Samuel",
    "Ronaldo", "Mário", "Flávio", "Igor", "Douglas", "Davi", "Manuel", "Jeferson", "Cícero",
    "Miguel", "Arthur", "Heitor", "Bernardo", "Théo", "Caio", "Enzo", "Osmar", "Ivo", "Aldo",
    "Benedito", "Nelson", "Joaquim",
  ]
  static let surnames = [
    "Silva", "Santos", "Oliveira", "Souza", "Rodrigues", "Ferreira", "Alves", "Pereira", "Lima",
    "Gomes", "Costa", "Ribeiro", "Martins", "Carvalho", "Almeida", "Lopes", "Soares", "Fernandes",
    "Vieira", "Barbosa", "Rocha", "Dias", "Nascimento", "Andrade", "Moreira", "Nunes", "Marques",
    "Machado", "Mendes", "Freitas", "Cardoso", "Ramos", "Gonçalves", "Santana", "Teixeira",
    "Araújo", "Pinto", "Moura", "Cavalcanti", "Monteiro", "Batista", "Correia", "Campos", "Reis",
    "Castro", "Cunha", "Borges", "Azevedo", "Miranda", "Fonseca", "Moraes", "Tavares", "Brito",
    "Siqueira", "Farias", "Prado", "Coutinho", "Zanotti", "Bortolini", "Dalla Bernardina", "Lyra",
    "Sarmento", "Aguiar", "Loureiro", "Sampaio", "Furtado", "Bastos", "Peixoto", "Queiroz",
    "Vasconcelos", "Leite", "Guimarães", "Viana", "Couto", "Falcão", "Schneider", "Krüger",
    "Nakamura",
  ]
  /// What may stand before a surname; the others take none.
  static let particles = [
    "Silva": "da", "Santos": "dos", "Oliveira": "de", "Souza": "de", "Costa": "da", "Lima": "de",
    "Carvalho": "de", "Almeida": "de", "Rocha": "da", "Nascimento": "do", "Andrade": "de",
    "Freitas": "de", "Araújo": "de", "Castro": "de", "Cunha": "da", "Reis": "dos",
    "Moraes": "de", "Brito": "de", "Aguiar": "de", "Vasconcelos": "de", "Queiroz": "de",
    "Fonseca": "da",
  ]
  static let streets = [
    "Rua Sete de Setembro", "Avenida Nossa Senhora da Penha", "Rua Aleixo Netto",
    "Avenida Champagnat", "Rua Henrique Moscoso", "Avenida Vitória", "Rua General Osório",
    "Rua Misael Pedreira", "Avenida Jerônimo Monteiro", "Rua das Palmeiras", "Rua XV de Novembro",
    "Avenida Carlos Lindenberg", "Rua Itapemirim", "Rua Santa Leopoldina", "Avenida Hugo Musso",
    "Rua José Teixeira", "Rua Castelo Branco", "Avenida Maruípe",
  ]
  static let insurers = [
    ("Unimed", ["Pleno", "Básico", "Personal"]), ("Bradesco Saúde", ["Nacional Flex", "Efetivo"]),
    ("SulAmérica", ["Clássico", "Exato"]), ("Samp", ["Ouro", "Prata"]),
    ("Amil", ["400", "S380"]),
  ]
}

/// A district of a municipality with the first digits of its postal codes.
struct DemoDistrict {
  let name: String
  let municipality: String
  let prefix: String

  static let all = [
    DemoDistrict(name: "Jardim Camburi", municipality: "Vitória", prefix: "29090"),
    DemoDistrict(name: "Praia do Canto", municipality: "Vitória", prefix: "29055"),
    DemoDistrict(name: "Jardim da Penha", municipality: "Vitória", prefix: "29060"),
    DemoDistrict(name: "Maruípe", municipality: "Vitória", prefix: "29043"),
    DemoDistrict(name: "Centro", municipality: "Vitória", prefix: "29010"),
    DemoDistrict(name: "Santo Antônio", municipality: "Vitória", prefix: "29025"),
    DemoDistrict(name: "Praia da Costa", municipality: "Vila Velha", prefix: "29101"),
    DemoDistrict(name: "Itapuã", municipality: "Vila Velha", prefix: "29101"),
    DemoDistrict(name: "Itaparica", municipality: "Vila Velha", prefix: "29102"),
    DemoDistrict(name: "Glória", municipality: "Vila Velha", prefix: "29122"),
    DemoDistrict(name: "Centro", municipality: "Vila Velha", prefix: "29100"),
    DemoDistrict(name: "Campo Grande", municipality: "Cariacica", prefix: "29146"),
    DemoDistrict(name: "Laranjeiras", municipality: "Serra", prefix: "29165"),
  ]
}
