"""The other end of the wire: servers of policies, and how simeval starts them."""
