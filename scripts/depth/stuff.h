// Random colours, textures and the parts of shapes. Host only.
#pragma once
#include <vector>

#include "texture.h"

struct Rng {
  uint64_t s;
  uint32_t next() {
    s = s * 6364136223846793005ull + 1442695040888963407ull;
    return hash(uint32_t(s >> 32) ^ uint32_t(s >> 11));
  }
  float u() { return (next() >> 8) * (1.0f / 16777216.0f); }
  float u(float a, float b) { return a + (b - a) * u(); }
  float lg(float a, float b) { return a * powf(b / a, u()); }
  int n(int k) { return int(next() % uint32_t(k)); }
  int n(int a, int b) { return a + n(b - a + 1); }
  bool p(float x) { return u() < x; }
  float g() { return sqrtf(-2 * logf(u() + 1e-7f)) * cosf(6.2831853f * u()); }
};
inline f3 hsv(float h, float s, float v) {
  float c[3];
  for (int i = 0; i < 3; i++) {
    float k = fracf(h + (5 - 2 * i) / 6.0f) * 6;
    k = minf(k, 4 - k);
    c[i] = v - v * s * clampf(k, 0, 1);
  }
  return v3(c[0], c[1], c[2]);
}

// What things are made of, and the shapes they are put together from.
struct Stuff {
  Rng r;
  Scene s{};
  int images;
  std::vector<Part> parts;
  std::vector<Obj> objs;
  std::vector<Box> boxes;
  std::vector<Card> cards;
  std::vector<Mat> mats;
  Stuff(uint64_t seed, int images) : r{seed * 0x9E3779B97F4A7C15ull + 12345}, images(images) {
    for (int i = 0; i < 4; i++) r.next();
  }

  // ---- stuff
  f3 tint() {
    switch (r.n(7)) {
      case 0:
      case 1: return hsv(r.u(), r.u(0, .12f), r.lg(.02f, .85f));  // greys
      case 2:
      case 3: return hsv(r.u(.02f, .14f), r.u(.2f, .75f), r.lg(.03f, .6f));  // earths
      case 4: return hsv(r.u(.55f, .68f), r.u(.3f, .9f), r.lg(.03f, .5f));   // blues
      default: return hsv(r.u(), r.u(.2f, .95f), r.lg(.04f, .7f));
    }
  }
  f3 vary(f3 c, float a) {
    float k = 1 + r.u(-a, a);
    return v3(c.x * k * (1 + r.u(-a, a) * .3f), c.y * k * (1 + r.u(-a, a) * .3f), c.z * k * (1 + r.u(-a, a) * .3f));
  }
  int mat(int kind, f3 c0, f3 c1, f3 c2, float freq, float bump = 0, float spec = 0) {
    Mat m{};
    m.kind = kind;
    m.c0 = c0;
    m.c1 = c1;
    m.c2 = c2;
    m.freq = freq;
    m.stretch = v3(1);
    m.bump = bump;
    m.spec = spec;
    m.gloss = r.lg(8, 120);
    m.image = r.n(images);
    m.seed = r.next();
    if (kind != ATLAS && r.p(.5f)) {
      m.detail = r.u(.1f, .9f);
      m.dimage = r.n(images);
      m.dfreq = r.lg(.04f, .5f);
    }
    mats.push_back(m);
    return int(mats.size()) - 1;
  }
  int plain(f3 c, float spec = 0) { return mat(FLAT, c, vary(c, .3f), c, r.lg(1, 12), 0, spec); }
  int cloth() {
    f3 a = tint(), b = tint();
    int k = r.n(10);
    float f = r.lg(4, 30);
    int kind = k < 4 ? FLAT : k < 6 ? FBM : k < 7 ? STRIPES : k < 8 ? PLAID : k < 9 ? SPOTS : ATLAS;
    int m = mat(kind, a, kind == FBM ? vary(a, .4f) : b, kind == FBM ? vary(a, .3f) : tint(),
                kind == ATLAS ? r.lg(1, 6) : f, r.u(0, .5f), r.p(.1f) ? .3f : 0);
    if (kind == ATLAS) mats[m].c2.x = r.u();
    return m;
  }
  int any(float size = 1) {
    int kind = r.n(KINDS);
    f3 a = tint(), b = r.p(.5f) ? vary(a, .6f) : tint();
    float f = kind == ATLAS ? r.lg(.5f, 3) : r.lg(2, 24);
    if (kind == FACADE) f = r.lg(1, 5);
    int m = mat(kind, a, b, tint(), f / size, r.p(.4f) ? r.u(0, 1) : 0, r.p(.35f) ? r.lg(.05f, 1) : 0);
    if (kind == ATLAS) {
      mats[m].c2.x = r.p(.5f) ? 0 : r.u();
      kind = ATLAS;
    }
    if (kind != ATLAS && r.p(.3f)) mats[m].stretch = v3(r.lg(.3f, 3), r.lg(.3f, 3), r.lg(.3f, 3));
    if (r.p(.08f)) mats[m].mirror = r.u(.2f, 1);
    return m;
  }
  int rough(f3 c, float f) { return mat(FBM, c, vary(c, .6f), vary(c, .5f), f, r.u(.2f, 1.2f)); }
  int grass() {
    f3 g = hsv(r.u(.16f, .34f), r.u(.3f, .8f), r.lg(.04f, .3f));
    if (r.p(.25f)) g = hsv(r.u(.08f, .14f), r.u(.3f, .6f), r.u(.2f, .5f));
    return mat(r.p(.4f) ? FUR : FBM, g, vary(g, .5f), vary(g, .5f), r.lg(3, 25), .7f);
  }
  int leaf() {
    f3 g = hsv(r.u(.18f, .38f), r.u(.3f, .85f), r.lg(.03f, .25f));
    if (r.p(.15f)) g = hsv(r.u(0, .13f), r.u(.5f, .9f), r.lg(.1f, .5f));
    return mat(LEAVES, g, vary(g, .7f), g, r.lg(4, 14), .6f);
  }
  int floorm() {
    switch (r.n(8)) {
      case 0: return grass();
      case 1: {
        f3 c = hsv(r.u(.02f, .12f), r.u(.1f, .5f), r.lg(.08f, .5f));
        return mat(BRICK, c, vary(c, .4f), c * r.lg(.4f, 1.6f), r.lg(1, 8), .2f);
      }
      case 2: {
        f3 c = hsv(r.u(.03f, .1f), r.u(.4f, .75f), r.lg(.05f, .4f));
        int m = mat(WOOD, c, c * r.u(.3f, .7f), c * .2f, r.lg(1, 10), .1f, r.u(0, .3f));
        if (r.p(.3f)) mats[m].mirror = r.u(0, .5f);
        return m;
      }
      case 3:
      case 4: {
        f3 c = hsv(r.u(), r.u(0, .25f), r.lg(.06f, .6f));
        return rough(c, r.lg(.5f, 12));
      }
      case 5: return mat(PLAID, tint(), tint(), tint(), r.lg(.5f, 3), 0, .1f);
      case 6: {
        int m = mat(ATLAS, tint(), tint(), v3(r.p(.5f) ? 0 : r.u()), r.lg(.2f, 1));
        return m;
      }
      default: return rough(hsv(r.u(.05f, .13f), r.u(.1f, .5f), r.lg(.1f, .6f)), r.lg(.5f, 8));
    }
  }
  int fur() {
    float h = r.u(.03f, .12f);
    f3 a = hsv(h, r.u(.1f, .7f), r.lg(.03f, .6f)), b = vary(a, .6f);
    int kind = r.n(3) == 0 ? SPOTS : r.n(3) == 0 ? STRIPES : FUR;
    int m = mat(kind, a, kind == STRIPES ? a * .25f : b, kind == SPOTS ? a * r.u(.05f, .35f) : vary(v3(.6f), .3f),
                kind == FUR ? r.lg(8, 30) : r.lg(8, 40), r.u(.4f, 1.3f));
    if (kind == FUR) mats[m].belly = r.u(0, 1);
    return m;
  }
  // ---- parts and objects
  void begin() {
    Obj o{};
    o.first = int(parts.size());
    o.seed = r.next();
    o.freq = 1;
    objs.push_back(o);
  }
  void end(float amp = 0, float freq = 1) {
    Obj& o = objs.back();
    o.count = int(parts.size()) - o.first;
    o.amp = amp;
    o.freq = freq;
    f3 lo = v3(1e9f), hi = v3(-1e9f);
    float R = 0;
    for (int i = 0; i < o.count; i++) {
      f3 c = parts[o.first + i].c;
      lo = v3(minf(lo.x, c.x), minf(lo.y, c.y), minf(lo.z, c.z));
      hi = v3(maxf(hi.x, c.x), maxf(hi.y, c.y), maxf(hi.z, c.z));
    }
    o.c = (lo + hi) * .5f;
    for (int i = 0; i < o.count; i++) {
      const Part& p = parts[o.first + i];
      float e = p.type == TORUS       ? p.s.x + p.s.y
                : p.type == CAPSULE   ? p.s.y + maxf(p.s.x, p.s.z)
                : p.type == BOXP      ? len(p.s)
                : p.type == ELLIPSOID ? maxf(p.s.x, maxf(p.s.y, p.s.z))
                                      : sqrtf(p.s.y * p.s.y + maxf(p.s.x, p.s.z) * maxf(p.s.x, p.s.z));
      R = maxf(R, len(p.c - o.c) + e);
    }
    o.r = R * 1.02f + amp;
  }
  Part& part(int type, f3 c, f3 s, int m, f3 axis = v3(0, 1, 0), float k = 0, float spin = 0) {
    Part p{};
    p.type = type;
    p.c = c;
    p.s = v3(maxf(s.x, 1e-4f), maxf(s.y, 1e-4f), maxf(s.z, 1e-4f));
    p.mat = m;
    p.k = k;
    p.ry = norm(axis);
    f3 a = fabsf(p.ry.z) > .9f ? v3(1, 0, 0) : v3(0, 0, 1);
    f3 x = norm(cross(p.ry, a)), z = cross(x, p.ry);
    p.rx = x * cosf(spin) + z * sinf(spin);
    p.rz = cross(p.rx, p.ry);
    p.e = .1f * minf(s.x, minf(s.y, s.z));
    parts.push_back(p);
    return parts.back();
  }
  void limb(f3 a, f3 b, float ra, float rb, int m, float k = 0) {
    part(CAPSULE, (a + b) * .5f, v3(ra, .5f * len(b - a) + 1e-4f, rb), m, b - a, k);
  }
  void box(f3 c, f3 h, float yaw, int m) { boxes.push_back(Box{c, h, cosf(yaw), sinf(yaw), m}); }
  void card(f3 c, f3 u, f3 v, float lu, float lv, int m, int alpha = FULL, float freq = 1, float taper = 1) {
    cards.push_back(Card{c, norm(u), norm(v), lu, lv, m, alpha, taper, freq, r.next()});
  }
  float at(float x, float z) { return height(s, x, z, 8); }
  bool night = false, inside = false;
};
