# The installed package: include/omnigraph/ and one target, omnigraph::omnigraph.
