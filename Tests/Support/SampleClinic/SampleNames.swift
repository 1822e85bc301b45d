/// Names in roughly the frequencies of a Brazilian town: few are very common, many are rare.
enum SampleNames {
  static func full(_ index: Int) -> String {
    var random = SeededGenerator(seed: UInt64(index) &+ 0xC11C)
    var parts = [pick(given, &random)]
    if random.next() % 100 < 35 { parts.append(pick(given, &random)) }
    let count = random.next() % 100 < 60 ? 2 : 3
    for position in 0..<count {
      let surname = pick(surnames, &random)
      if position == 1, random.next() % 100 < 30 {
        parts.append(surname.hasSuffix("a") ? "da" : "de")
      }
      parts.append(surname)
    }
    return parts.joined(separator: " ")
  }

  /// The square of an even chance prefers the front of the list.
  private static func pick(_ list: [String], _ random: inout SeededGenerator) -> String {
    let chance = Double(random.next() >> 11) / Double(UInt64(1) << 53)
    return list[min(list.count - 1, Int(chance * chance * Double(list.count)))]
  }

  private static let given = words(
    """
    Maria José Ana João Antônio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Luís Gabriel Rafael
    Francisca Antônia Adriana Juliana Márcia Fernanda Patrícia Aline Sandra Camila Amanda Bruna
    Jéssica Letícia Júlia Luciana Vanessa Mariana Gabriela Vera Vitória Larissa Cláudia Beatriz
    Daniel Marcelo Bruno Eduardo Felipe Raimundo Rodrigo Manoel Mateus André Fernando Fábio
    Leonardo Gustavo Guilherme Leandro Tiago Anderson Ricardo Márcio Jorge Sebastião Alexandre
    Roberto Edson Diego Vitor Sérgio Cláudio Matheus Thiago Geraldo Adriano Luciano Júlio Renato
    Alex Vinícius Rogério Samuel Ronaldo Mário Flávio Douglas Igor Davi Manuel Jeferson Cícero
    Victor Miguel Robson Mauro Danilo Henrique Caio Reginaldo Joaquim Benedito Gilberto Marco Alan
    Nelson Cristiano Elias Wilson Valdir Emerson Luan David Renan Severino Fabrício Mauricio Jonas
    Gilmar Jean Fabiano Wesley Diogo Adilson Jair Alessandro Everton Osvaldo Gilson Willian Joel
    Silvio Hélio Maicon Reinaldo Pablo Artur Vagner Valter Celso Ivan Cleiton Vanderlei Vicente
    Arthur Milton Domingos Wagner Sandro Moisés Edilson Ademir Adão Evandro Cesar Valmir Murilo
    Tereza Aparecida Raquel Rita Débora Cristiane Simone Rosa Tatiane Mônica Natália Carla Priscila
    Sônia Luana Viviane Lúcia Fabiana Renata Eliane Elaine Joana Luzia Marta Rosana Helena Marlene
    Isabel Alice Terezinha Regina Tânia Michele Daniela Cristina Elisângela Kátia Silvana Paula
    Rosângela Eduarda Angela Isabela Valéria Rafaela Carolina Andréia Sebastiana Lorena Bianca
    Marina Denise Laura Irene Sara Vitoria Silvia Cecília Valentina Sofia Heloísa Yasmin Nair
    """)

  private static let surnames = words(
    """
    Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Ribeiro Carvalho
    Almeida Lopes Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes
    Marques Machado Mendes Freitas Cardoso Ramos Gonçalves Santana Teixeira Araújo Costa Martins
    Melo Barros Castro Pinto Correia Moura Cavalcanti Campos Batista Miranda Azevedo Monteiro
    Borges Reis Duarte Farias Cunha Nogueira Aguiar Macedo Guimarães Xavier Coelho Tavares Matos
    Siqueira Rezende Magalhães Bezerra Medeiros Pires Fonseca Leite Pacheco Brito Viana Morais
    Queiroz Peixoto Amaral Assis Leal Bastos Figueiredo Sampaio Neves Valente Paiva Franco Abreu
    Amorim Antunes Bittencourt Brandão Bueno Cabral Camargo Caldas Carneiro Chagas Cordeiro
    Coutinho Cruz Dantas Domingues Drumond Esteves Falcão Feitosa Fontes Furtado Galvão Garcia
    Godoy Goulart Guedes Lacerda Lago Leão Lemos Linhares Lins Lira Lobo Lourenço Luz Maciel Maia
    Malta Mariano Mascarenhas Meira Mesquita Mota Muniz Negreiros Novaes Ornelas Pedrosa Peçanha
    Pimentel Pinheiro Portela Prado Quintela Rangel Rego Rios Salgado Sales Sá Saraiva Seixas Serra
    Simões Toledo Torres Trindade Uchoa Valadares Vargas Vasconcelos Veloso Vidal Vilela Zanetti
    """)

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
