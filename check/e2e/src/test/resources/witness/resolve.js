// resolve.js NAME: all addresses of a name by c-ares, which asks the servers of resolv.conf itself.
require('dns').resolve4(process.argv[2], (error, addresses) => {
  if (error) {
    console.log('failed: ' + error);
    process.exitCode = 1;
  } else {
    addresses.forEach((address) => console.log(address));
  }
});
