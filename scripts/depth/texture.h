// The things of a scene, their textures and the sky. The same code on a CPU and on a GPU.
#pragma once
#include "noise.h"

enum { FLAT, FBM, WOOD, BRICK, STRIPES, PLAID, SPOTS, FUR, FACADE, TEXT, ATLAS, LEAVES, MARBLE, KINDS };
struct Mat {
  int kind;
  f3 c0, c1, c2;
  float freq;
  f3 stretch;
  float bump, spec, gloss, mirror, glow, belly;
  int image;
  uint32_t seed;
  int dimage;
  float detail, dfreq;
};
enum { ELLIPSOID, BOXP, CAPSULE, CYLINDER, TORUS, CONE };
struct Part {
  int type, op, mat;
  float k;
  f3 c, rx, ry, rz, s;
  float e;
};
struct Obj {
  f3 c;
  float r;
  int first, count;
  float amp, freq;
  uint32_t seed;
};
struct Box {
  f3 c, h;
  float cs, sn;
  int mat;
};
enum { FULL, LEAFY, BLOB, LATTICE, BARS, DISC, PETAL };
struct Card {
  f3 c, u, v;
  float lu, lv;
  int mat, alpha;
  float taper, freq;
  uint32_t seed;
};
struct Lamp {
  f3 p, c;
};
struct Scene {
  f3 eye, right, up, ahead;
  float focal;
  f3 sun, sunc, zenith, low, ambient, bounce, haze;
  float hazek, cover, cloudf, stars, glow;
  int ground, gm0, gm1;
  float gmask, gwidth, amp, tfreq, flatr, water;
  int watermat;
  int obj0, nobj, box0, nbox, card0, ncard, part0, mat0, nlamp;
  Lamp lamp[4];
  uint32_t seed;
};
struct World {
  const Part* parts;
  const Obj* objs;
  const Box* boxes;
  const Card* cards;
  const Mat* mats;
  const uint8_t* atlas;
  int images, side;
};
struct Hit {
  float t;
  f3 n, lp, ln;
  int mat;
};

HD f3 image(const World& w, int k, float u, float v, float fw) {
  // Mips lie one after another: side, side/2, ...
  size_t base = 0;
  int side = w.side;
  float texel = fw * side;
  while (texel > 1.5f && side > 4) {
    base += size_t(w.images) * side * side * 3;
    side /= 2;
    texel *= 0.5f;
  }
  u = fabsf(fracf(u * 0.5f) * 2 - 1) * (side - 1);
  v = fabsf(fracf(v * 0.5f) * 2 - 1) * (side - 1);
  int x = int(u), y = int(v), x1 = x + 1 < side ? x + 1 : x, y1 = y + 1 < side ? y + 1 : y;
  float a = u - x, b = v - y;
  const uint8_t* im = w.atlas + base + size_t(k) * side * side * 3;
  f3 o;
  float* q = &o.x;
  for (int c = 0; c < 3; c++) {
    float top = mixf(im[(y * side + x) * 3 + c], im[(y * side + x1) * 3 + c], a);
    float bot = mixf(im[(y1 * side + x) * 3 + c], im[(y1 * side + x1) * 3 + c], a);
    float code = mixf(top, bot, b) / 255.0f;
    q[c] = code * code * (0.3f + 0.7f * code);
  }
  return o;
}

HD f3 albedo(const World& w, const Mat& m, f3 p, f3 n, float fw, float* glow) {
  f3 q = p * m.stretch * m.freq;
  float f = fw * m.freq * maxf(m.stretch.x, maxf(m.stretch.y, m.stretch.z));
  float ax = fabsf(n.x), ay = fabsf(n.y), az = fabsf(n.z), u, v;
  if (ay >= ax && ay >= az) {
    u = q.x;
    v = q.z;
  } else if (ax >= az) {
    u = q.z;
    v = q.y;
  } else {
    u = q.x;
    v = q.y;
  }
  float g = fbm(q * 0.7f + v3(3.1f), m.seed ^ 77u, 4, f), far = sstep(0.35f, 1.0f, f), val = 0;
  f3 col = mix(m.c0, m.c1, 0.35f * g);
  switch (m.kind) {
    case FBM: {
      float a = fbm(q, m.seed, 6, f, 0.62f);
      float b = fbm(q * 0.31f, m.seed ^ 9u, 3, f * .3f);
      col = mix(mix(m.c0, m.c1, sstep(0.3f, 0.7f, a)), m.c2, sstep(0.45f, 0.7f, b));
      break;
    }
    case WOOD: {
      float plank = floorf(v * 0.6f);
      float r = fbm(v3(u * 0.25f, v * 3 + plank * 7, plank * 5.3f), m.seed, 4, f);
      float s = 0.5f + 0.5f * sinf(r * 26 + v * 2);
      s = mixf(s, fbm(v3(u * 0.6f, v * 16, 1), m.seed ^ 3u, 3, f * 16), 0.5f);
      col = mix(m.c0, m.c1, mixf(s, 0.5f, far)) * mixf(0.8f, 1.15f, h3(int(plank), 3, 5, m.seed));
      col = mix(col, m.c2, (1 - far) * 0.8f * sstep(0.035f, 0.015f, fabsf(fracf(v * 0.6f) - 0.5f) - 0.46f + 0.03f) * 0);
      break;
    }
    case BRICK: {
      float row = floorf(v);
      float uu = u * 0.5f + 0.5f * (int(row) & 1);
      float bx = floorf(uu);
      float edge = minf(minf(fracf(v), 1 - fracf(v)), 2 * minf(fracf(uu), 1 - fracf(uu)));
      f3 b = mix(m.c0, m.c1, h3(int(bx), int(row), 7, m.seed)) * (0.7f + 0.6f * g);
      col = mix(m.c2, b, mixf(sstep(0.03f, 0.1f, edge), 0.85f, far));
      break;
    }
    case STRIPES: {
      float s = sstep(0.45f, 0.55f, fabsf(fracf(u + 0.25f * (g - .5f)) - 0.5f) * 2);
      col = mix(m.c0, m.c1, mixf(s, 0.5f, far));
      break;
    }
    case PLAID: {
      float a = fabsf(fracf(u) - .5f) < .2f, b = fabsf(fracf(v) - .5f) < .2f, c = fabsf(fracf(u + .3f) - .5f) < .04f;
      col = mix(m.c0, m.c1, mixf(.5f * (a + b), .4f, far));
      col = mix(col, m.c2, (1 - far) * c);
      break;
    }
    case SPOTS: {
      float d = cells(u, v, m.seed, &val);
      float s = sstep(0.38f, 0.28f, d + 0.25f * (g - .5f)) * (val > 0.2f);
      col = mix(col, m.c2, mixf(s, 0.3f, far));
      break;
    }
    case FUR: {
      float a = fbm(v3(q.x * 3, q.y * 0.8f, q.z * 3), m.seed, 5, f * 3, 0.7f), b = fbm(q * 0.12f, m.seed ^ 5u, 3, 0);
      col = mix(m.c0, m.c1, sstep(0.35f, 0.65f, b)) * (0.55f + 0.9f * a);
      break;
    }
    case FACADE: {
      float ix = floorf(u), iy = floorf(v), x = fracf(u), y = fracf(v);
      float in = (x > .25f && x < .75f && y > .2f && y < .8f) && ay < .7f, lit = h3(int(ix), int(iy), 4, m.seed);
      float frame = (fabsf(x - .5f) < .02f || fabsf(y - .55f) < .02f);
      f3 glass = mix(v3(.02f, .03f, .05f), m.c2 * 0.5f, lit * lit);
      col = mix(col * (0.8f + 0.4f * g), glass, mixf(in * (1 - frame), .3f, far));
      if (in > 0 && lit > 1 - m.glow) *glow = 2.5f * (1 - 0.6f * far);
      break;
    }
    case TEXT: {
      float row = floorf(v * 2), y = fracf(v * 2), word = floorf(u * 3 + 5 * h3(int(row), 1, 2, m.seed));
      float on = h3(int(word), int(row), 3, m.seed) > .3f && y > .25f && y < .75f &&
                 h3(int(floorf(u * 24)), int(row), int(y * 6), m.seed) > .4f;
      col = mix(m.c0, m.c2, mixf(on, .35f, far));
      break;
    }
    case ATLAS: {
      col = image(w, m.image, u * .5f + .5f, .5f - v * .5f, f * .5f);
      f3 t = mix(v3(1), m.c0 * 2.0f, m.c2.x);
      col = col * t;
      break;
    }
    case LEAVES: {
      float d = cells(u, v, m.seed, &val), d2;
      float v2 = 0;
      d2 = cells(u * 2.3f + 5, v * 2.3f, m.seed ^ 8u, &v2);
      col = mix(m.c0, m.c1, val) * (1.15f - 0.75f * sat(d) * (1 - far)) * mixf(.6f, 1.2f, v2) * (1.1f - 0.4f * sat(d2));
      break;
    }
    case MARBLE: {
      float a = fbm(q, m.seed, 5, f);
      float s = fabsf(sinf(6 * a + u));
      col = mix(m.c1, m.c0, sqrtf(s));
      break;
    }
    default: col = mix(m.c0, m.c1, 0.25f * g);
  }
  if (m.belly > 0) col = mix(col, m.c2, m.belly * sstep(-.2f, .9f, -n.y));
  if (m.detail > 0) {
    f3 t = image(w, m.dimage, u * m.dfreq, v * m.dfreq, f * m.dfreq * .5f);
    float l = (.3f * t.x + .6f * t.y + .1f * t.z) * 4;
    col = col * mixf(1, minf(l, 2.5f), m.detail);
  }
  float dirt = fbm(p * 1.7f, m.seed ^ 21u, 3, 0);
  *glow += m.kind == FACADE ? 0 : m.glow;
  return col * mixf(0.75f, 1.15f, dirt);
}

HD f3 sky(const Scene& s, f3 d) {
  float y = maxf(d.y, 0.0f), t = powf(y, 0.55f);
  f3 col = mix(s.low, s.zenith, t);
  float c = dot(d, s.sun);
  col = col + s.sunc * (s.glow *
                        (0.10f * powf(maxf(c, 0.f), 6) + 0.5f * powf(maxf(c, 0.f), 60) + (c > 0.9994f ? 20.0f : 0.0f)));
  if (s.cover > 0 && d.y > 0.01f) {
    float k = 1.0f / (d.y + 0.12f);
    f3 p = v3(d.x * k, 0.3f * s.cloudf, d.z * k) * s.cloudf;
    float dens = fbm(p, s.seed ^ 99u, 6, 0.02f * k, 0.5f), th = 1 - s.cover, a = sstep(th - 0.12f, th + 0.22f, dens);
    float lit = sat(0.9f - 1.4f * (fbm(p + s.sun * 0.35f, s.seed ^ 99u, 4, 0) - 0.45f));
    f3 cc = mix(s.ambient * 0.9f, s.sunc * 0.35f + s.low, lit);
    col = mix(col, cc, a * sat(d.y * 9));
  }
  if (s.stars > 0) {
    f3 q = d * 160.0f;
    float h = h3(int(floorf(q.x)), int(floorf(q.y)), int(floorf(q.z)), s.seed);
    if (h > 1 - 0.004f * s.stars) col = col + v3(1.2f * fracf(h * 9999));
  }
  return col;
}

HD float height(const Scene& s, float x, float z, int oct) {
  if (s.ground != 2) return 0;
  f3 p = v3(x * s.tfreq, 0, z * s.tfreq);
  float a = 0.5f, sum = 0, f = 1;
  for (int i = 0; i < oct; i++) {
    float n = vnoise(p * f + v3(i * 7.7f), s.seed + 31 * i);
    if (s.water > 0.5f) n = 1 - fabsf(2 * n - 1);
    sum += a * n;
    a *= 0.5f;
    f *= 1.97f;
  }
  float r = sqrtf(x * x + z * z);
  return s.amp * (sum - 0.45f) * sstep(0.2f, 1.0f, r / s.flatr);
}
