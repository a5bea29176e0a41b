/* resolve NAME [COUNT]: all IPv4 addresses of a name by getaddrinfo, or the first one COUNT times. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
  int count = argc > 2 ? atoi(argv[2]) : 0;
  struct addrinfo hints;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  for (int i = 0; i < (count ? count : 1); i++) {
    struct addrinfo *all;
    int failed = getaddrinfo(argv[1], "80", &hints, &all);
    if (failed) {
      printf("failed: %s\n", gai_strerror(failed));
      return 1;
    }
    for (struct addrinfo *a = all; a; a = count ? 0 : a->ai_next) {
      char text[INET_ADDRSTRLEN];
      struct sockaddr_in *in = (struct sockaddr_in *)a->ai_addr;
      printf("%s\n", inet_ntop(AF_INET, &in->sin_addr, text, sizeof text));
    }
    freeaddrinfo(all);
  }
  return 0;
}
