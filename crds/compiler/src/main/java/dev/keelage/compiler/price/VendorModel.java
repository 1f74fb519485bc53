package dev.keelage.compiler.price;

/**
 * @param vendor by the name that the bundled catalogue gives it
 * @param model the vendor's name for it
 */
record VendorModel(String vendor, String model) {}
