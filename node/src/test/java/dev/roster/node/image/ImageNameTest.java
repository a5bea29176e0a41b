package dev.roster.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          postgres                              | postgres
          postgres:18                           | postgres
          postgres@sha256:0123                  | postgres
          postgres:18@sha256:0123               | postgres
          library/postgres:18                   | library/postgres postgres
          docker.io/library/postgres:18         | docker.io/library/postgres library/postgres postgres
          localhost:5000/team/db                | localhost:5000/team/db team/db db
          localhost:5000/team/db:1.2@sha256:0a  | localhost:5000/team/db team/db db
          """)
  void looksUpTheLongestNameFirst(String reference, String candidates) {
    assertThat(ImageName.candidates(reference)).containsExactly(candidates.split(" "));
  }
}
