int slipway_gone(void);

int slipway_uses_it(void) { return slipway_gone(); }
