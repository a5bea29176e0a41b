package dev.roster.check.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// What is asked. The same questions in the same order for every server.
enum QueryMix {
  /// 50 % Services, 20 % members, 10 % SRV, 10 % AAAA that aren't there, 10 % names that a search
  /// path makes.
  NAMES,
  /// 60 % names that a search path makes, A and AAAA; 20 % names from outside that the cache knows;
  /// 12 % Services with a cluster IP, 8 % headless ones.
  CLUSTER,
  /// The 50 members of one Service, with EDNS.
  BIG;

  /// Questions: each has its own id.
  static final int QUESTIONS = 50_000;

  private static final int OUTSIDE = 200;
  private static final long SEED = 7;

  /// The mix with a name as the command line has it.
  static QueryMix named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /// The mix's own name on the command line.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The questions.
  List<Question> questions(BenchWorld world) {
    Random random = new Random(SEED);
    List<BenchWorld.Service> services = world.services();
    List<Question> all = new ArrayList<>();
    while (all.size() < QUESTIONS) {
      switch (this) {
        case NAMES -> all.add(name(random, services));
        case CLUSTER -> cluster(random, services, all);
        case BIG -> {
          String big = services.getLast().domain();
          all.add(new Question(big, Question.A, true, 0, true));
        }
      }
    }
    return List.copyOf(all.subList(0, QUESTIONS));
  }

  private static Question name(Random random, List<BenchWorld.Service> services) {
    BenchWorld.Service service = services.get(random.nextInt(services.size() - 1));
    int draw = random.nextInt(1000);
    if (draw == 0) return Question.found(services.getLast().domain(), Question.A);
    if (draw < 500) return Question.found(service.domain(), Question.A);
    if (draw < 700) {
      String member = service.member(random.nextInt(service.members()));
      return Question.found(member + "." + service.domain(), Question.A);
    }
    if (draw < 800) return Question.found("_http._tcp." + service.domain(), Question.SRV);
    if (draw < 900) return Question.noData(service.domain(), Question.AAAA);
    return Question.noName(
        service.domain() + namespace(random) + ".svc." + BenchWorld.ZONE, Question.A);
  }

  private static void cluster(
      Random random, List<BenchWorld.Service> services, List<Question> all) {
    int draw = random.nextInt(100);
    String outside = outside(random.nextInt(OUTSIDE));
    if (draw < 43) {
      // A pair counts twice, so it is drawn 0.6 / 2 : 0.4 of the time.
      String within =
          switch (random.nextInt(3)) {
            case 0 -> namespace(random) + ".svc.";
            case 1 -> "svc.";
            default -> "";
          };
      String name = outside + within + BenchWorld.ZONE;
      all.add(Question.noName(name, Question.A));
      all.add(Question.noName(name, Question.AAAA));
    } else if (draw < 72) {
      all.add(Question.found(outside, random.nextBoolean() ? Question.A : Question.AAAA));
    } else if (draw < 89) {
      String name = "web-" + random.nextInt(BenchWorld.SERVICES) + "." + namespace(random);
      all.add(Question.found(name + ".svc." + BenchWorld.ZONE, Question.A));
    } else {
      BenchWorld.Service service = services.get(random.nextInt(services.size() - 1));
      all.add(Question.found(service.domain(), Question.A));
    }
  }

  private static String namespace(Random random) {
    return "ns-" + random.nextInt(BenchWorld.NAMESPACES);
  }

  private static String outside(int index) {
    return "host-" + index + ".example.com.";
  }
}
