// Random scenes: who and what stands where, seen from where. Host only.
#pragma once
#include "indoors.h"

struct Stage : Indoors {
  using Indoors::Indoors;

  void make() {
    s.seed = r.next();
    s.gmask = r.lg(.05f, 1);
    weather();
    s.ground = 1;
    s.gm0 = floorm();
    s.gm1 = r.p(.5f) ? s.gm0 : floorm();
    static const int deal[40] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3,  4,
                                 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 8, 8, 9, 9, 9, 10, 10};
    kind = deal[r.n(40)];
    float extra = r.u();
    switch (kind) {
      case 0: portrait(); break;
      case 1: street(); break;
      case 2: animals(); break;
      case 3: table(); break;
      case 4: room(); break;
      case 5: land(); break;
      case 6: monument(); break;
      case 7: macro(); break;
      case 8: crowd(); break;
      case 9: collage(); break;
      default: jumble();
    }
    if (extra < .1f && kind != 9) {
      f3 c = s.eye + s.ahead * r.u(.3f, .8f) + s.right * r.u(-.3f, .3f) - s.up * r.u(.0f, .3f);
      thing(c, r.u(.05f, .15f), false);
    }
    s.nobj = int(objs.size());
    s.nbox = int(boxes.size());
    s.ncard = int(cards.size());
  }
  int kind = 0;
  void portrait() {
    int n = r.p(.65f) ? 1 : r.n(2, 3);
    float H = r.u(1.5f, 1.95f), dist = r.lg(.7f, 3.2f);
    f3 c = v3(0, H * r.u(.76f, .96f), 0);
    for (int i = 0; i < n; i++)
      person(v3(i ? (i & 1 ? 1 : -1) * r.u(.35f, .9f) : r.g() * .08f, (i ? r.g() * .08f : 0), i ? r.u(-1.2f, .3f) : 0),
             r.g() * .6f, H * r.u(.9f, 1.05f), true);
    float back = r.lg(.4f, 12);
    if (r.p(.8f)) backdrop(back, (dist + back) * .6f + .5f, c);
    if (r.p(.35f)) s.ground = 0;
    for (int i = r.n(0, 3); i-- > 0;) {
      float z = r.u(-back * .8f, .35f);
      f3 p = v3((r.p(.5f) ? 1 : -1) * r.u(.3f, .9f), c.y - r.u(.1f, .6f), z);
      thing(p, r.u(.1f, .35f), false);
    }
    if (r.p(.2f)) {
      int m = floorm();
      mats[m].freq *= 2;
      box(v3(0, c.y - r.u(.35f, .5f), .45f), v3(r.u(.4f, 2), .03f, r.u(.15f, .3f)), 0, m);
    }
    if (r.p(.15f)) tower(v3(r.u(.5f, 1.2f), c.y - .5f, -back * .6f), r.u(.5f, 1.2f));
    if (r.p(.5f)) {
      f3 f = norm(v3(r.g() * .6f, r.u(.2f, 1), 1));
      s.sun = f;
      s.sunc = v3(1, .96f, .9f) * r.lg(.5f, 3);
      if (r.p(.6f)) {
        s.ambient = v3(r.u(.2f, .6f));
        s.bounce = s.ambient * .5f;
      }
    }
    float az = r.g() * .35f;
    look(v3(dist * sinf(az), c.y + r.g() * .2f * dist * .5f, dist * cosf(az)),
         c + v3(r.g() * .12f * dist, r.g() * .06f * dist, 0), r.lg(22, 60));
  }
  void street() {
    float w = r.lg(3, 14);
    s.gwidth = r.p(.7f) ? w * r.u(.5f, .8f) : 0;
    f3 c = hsv(.1f, r.u(0, .1f), r.lg(.05f, .3f));
    s.gm0 = rough(c, r.lg(1, 10));
    mats[s.gm0].bump = .2f;
    int mode = r.n(3);
    float far = r.u(20, 150);
    if (mode < 2)
      for (int sd = -1; sd <= 1; sd += 2) {
        if (sd > 0 && r.p(.25f)) continue;
        float z = 8;
        while (z > -far) {
          float d = r.u(3, 9), h = r.lg(2, 14);
          building(v3(sd * (w + 3 + r.u(0, 1.5f)), 0, z - d), 0, v3(3, h, d * .98f));
          z -= 2 * d + (r.p(.2f) ? r.u(1, 8) : 0);
        }
      }
    if (mode == 2 || r.p(.3f)) {
      float z = -r.lg(8, 60), x = -40;
      while (x < 40) {
        float q = r.u(3, 9);
        building(v3(x + q, 0, z - 3), 0, v3(q, r.lg(2, 12), 3));
        x += 2 * q;
      }
    }
    for (int i = r.n(0, 6); i-- > 0;) {
      bool bus = r.p(.25f);
      float yaw = mode == 2 ? 1.57f + (r.p(.5f) ? 3.14f : 0) + r.g() * .1f : (r.p(.5f) ? 3.14f : 0) + r.g() * .1f;
      car(v3(r.u(-1, 1) * w * .8f, 0, mode == 2 ? -r.u(3, 8) : -r.u(2, 40)), yaw, bus ? r.u(7, 11) : r.u(3.5f, 5),
          bus ? r.u(2.6f, 3.4f) : 1.5f);
    }
    for (int i = r.n(0, 9); i-- > 0;)
      person(v3(r.u(-1.1f, 1.1f) * w, 0, -r.lg(.5f, 30) + 1), r.u(0, 6.28f), r.u(1.5f, 1.9f), r.p(.3f));
    for (int i = r.n(0, 6); i-- > 0;) tree(v3((r.p(.5f) ? 1 : -1) * w * r.u(.9f, 1.2f), 0, -r.lg(2, 60)), r.u(3, 9));
    if (r.p(.3f)) cycle(v3(r.u(-1, 1) * w * .5f, 0, -r.u(0, 6)), r.u(0, 6.28f), r.u(1.6f, 2));
    int pole = plain(v3(r.lg(.03f, .4f)), .3f);
    begin();
    for (int i = 0; i < 8; i++) {
      float x = (i & 1 ? 1 : -1) * w * .95f, z = -3 - 7.f * (i / 2);
      limb(v3(x, 0, z), v3(x, 5, z), .06f, .04f, pole);
      if (i < 4) part(CYLINDER, v3(-x * .85f, .45f, z + 2), v3(.09f, .45f, .1f), pole);
    }
    end();
    if (r.p(.4f)) {
      parts.resize(objs.back().first);
      objs.pop_back();
    }
    if (night) lamps(v3(0, 3, -6), 6, 3);
    float h = r.p(.8f) ? r.u(1.2f, 2) : r.u(3, 12);
    look(v3(r.u(-.7f, .7f) * w, h, r.u(2, 8)), v3(r.u(-1, 1) * w * .6f, h + r.u(-.8f, 1.5f), -r.u(5, 15)),
         r.lg(28, 80));
  }
  void animals() {
    float L = r.lg(.4f, 2.2f);
    s.gm0 = r.p(.6f) ? grass() : floorm();
    s.gm1 = floorm();
    for (int k : {s.gm0, s.gm1}) mats[k].freq *= 1.2f / L;
    if (r.p(.45f)) {  // a head that fills the view
      int f = fur(), f2 = r.p(.5f) ? f : fur(), dark = plain(v3(.015f), .8f),
          eye = plain(hsv(r.u(.08f, .35f), .7f, r.u(.2f, .6f)), 1.2f);
      float R = .15f, yaw = r.g() * .5f;
      f3 c = v3(0, .7f, 0);
      mats[f].freq *= r.lg(.5f, 2);
      mats[f2].freq *= r.lg(.5f, 2);
      begin();
      head(c, yaw, R, f, f2, dark, eye);
      limb(c - v3(0, .1f, .1f), c - v3(r.g() * .1f, .5f, .15f + r.u(0, .2f)), .13f, .25f, r.p(.7f) ? f : f2, .08f);
      end(r.u(.0005f, .004f), r.lg(20, 90));
      float d = r.lg(.35f, 1.2f);
      backdrop(r.lg(.5f, 8), 2.5f, c);
      if (r.p(.3f)) s.ground = 0;
      if (r.p(.25f)) beast(v3(r.u(-.8f, .8f), 0, -r.u(.6f, 1.5f)), r.u(0, 6.28f), .9f, true);
      look(c + v3(r.g() * .2f * d, r.g() * .15f * d, d), c + v3(r.g() * .05f, r.g() * .05f - .03f, 0), r.lg(25, 55));
      return;
    }
    int n = r.p(.6f) ? 1 : r.n(2, 6);
    for (int i = 0; i < n; i++)
      beast(v3(i ? r.g() * L * 1.5f : 0, 0, i ? -r.u(.3f, 6) * L : 0), r.u(0, 6.28f), L * r.u(.85f, 1.1f), i < 2);
    if (r.p(.3f)) {
      int rk = rough(hsv(r.u(.02f, .1f), r.u(.05f, .3f), r.lg(.1f, .5f)), 3 / L);
      begin();
      for (int i = 0; i < 4; i++)
        part(ELLIPSOID, v3(r.g() * L * .7f, 0, r.u(.2f, .9f) * L), v3(r.u(.3f, .8f), r.u(.1f, .35f), r.u(.3f, .6f)) * L,
             rk, v3(0, 1, 0), .1f * L);
      end(.05f * L, 4 / L);
    }
    for (int i = r.n(0, 5); i-- > 0;) bush(v3(r.g() * 2.5f * L, 0, -r.u(.5f, 8) * L), r.u(.2f, .7f) * L, leaf());
    if (r.p(.7f)) backdrop(r.lg(2, 20) * L, 8 * L, v3(0, L, 0));
    float d = r.lg(1.3f, 5) * L, az = r.u(0, 6.28f) * 0 + r.g() * .4f;
    look(v3(d * sinf(az), r.u(.2f, 1.1f) * L, d * cosf(az)), v3(r.g() * .2f * L, .45f * L + r.g() * .1f * L, 0),
         r.lg(20, 55));
  }
  void land() {
    s.ground = r.p(.8f) ? 2 : 1;
    s.amp = r.lg(3, 400);
    s.tfreq = r.lg(.4f, 2.5f) / (s.amp * r.lg(1.5f, 12) + 20);
    s.water = r.p(.5f);
    s.flatr = r.lg(20, 400);
    s.gm0 = grass();
    s.gm1 = rough(hsv(r.u(.02f, .12f), r.u(.05f, .6f), r.lg(.08f, .7f)), 1);
    if (r.p(.3f)) s.gm0 = rough(hsv(r.u(.05f, .13f), r.u(0, .6f), r.lg(.1f, .9f)), 1);
    if (r.p(.2f)) s.gm1 = plain(v3(.85f));
    for (int k : {s.gm0, s.gm1}) mats[k].freq = r.lg(.1f, 3);
    s.gmask = r.lg(.01f, .5f);
    s.hazek = r.p(.8f) ? r.lg(.0003f, .03f) : .0001f;
    if (r.p(.2f)) s.gwidth = r.u(.8f, 3);
    float wl = -1e9f;
    if (r.p(.35f)) {
      int m = plain(hsv(r.u(.45f, .62f), r.u(.3f, .8f), r.lg(.01f, .15f)), .5f);
      mats[m].mirror = 1;
      mats[m].bump = r.u(.02f, .3f);
      mats[m].freq = r.lg(.3f, 4);
      mats[m].gloss = 200;
      wl = s.amp * r.u(-.15f, .12f);
      if (s.ground == 1) wl = .02f;
      card(v3(0, wl, 0), v3(1, 0, 0), v3(0, 0, 1), 4000, 4000, m);
    }
    float eh = r.p(.6f) ? r.u(.8f, 3) : r.lg(3, 80);
    f3 e = v3(0, maxf(at(0, 0), wl) + eh, 0);
    auto put = [&](float z, float x) { return v3(x, at(x, z), z); };
    for (int i = r.p(.6f) ? r.n(3, 26) : 0; i-- > 0;) {
      float z = -r.lg(4, 150);
      f3 p = put(z, r.g() * .5f * -z);
      if (p.y > wl) tree(p, r.u(2, 12));
    }
    for (int i = r.n(0, 10); i-- > 0;) {
      float z = -r.lg(2, 40);
      f3 p = put(z, r.g() * .5f * -z);
      if (p.y < wl - .3f) continue;
      if (r.p(.5f))
        bush(p, r.lg(.2f, 1.5f), leaf());
      else {
        int rk = rough(hsv(r.u(.02f, .12f), r.u(.05f, .3f), r.lg(.08f, .5f)), 2);
        begin();
        float R = r.lg(.2f, 3);
        for (int j = 0; j < 3; j++)
          part(ELLIPSOID, p + v3(r.g(), 0, r.g()) * R * .6f, v3(r.u(.4f, 1), r.u(.3f, .9f), r.u(.4f, 1)) * R, rk,
               v3(0, 1, 0), .2f * R);
        end(.15f * R, 2 / R);
      }
    }
    for (int i = r.p(.3f) ? r.n(1, 8) : 0; i-- > 0;) {
      float z = -r.lg(15, 200);
      f3 p = put(z, r.g() * .5f * -z);
      if (p.y > wl) building(p - v3(0, 1, 0), r.u(0, 3), v3(r.u(2, 6), r.u(2, 5), r.u(2, 6)));
    }
    if (r.p(.25f)) {
      float z = -r.u(3, 15);
      person(put(z, r.g() * .3f * -z), r.u(0, 6.28f), 1.75f, r.p(.5f));
    }
    if (r.p(.15f)) {
      float z = -r.u(4, 20);
      beast(put(z, r.g() * .3f * -z), r.u(0, 6.28f), 1.8f, false);
    }
    if (r.p(.2f)) {
      f3 c = e + v3(r.u(-1.2f, 1.2f), r.u(.1f, 1), -1.5f);
      for (int i = 0; i < 3; i++) bush(c + v3(r.g() * .4f, r.g() * .2f, r.g() * .2f), r.u(.2f, .6f), leaf());
    }
    float pitch = r.u(-.35f, .12f) - (eh > 10 ? .15f : 0);
    look(e, e + v3(r.g() * .1f, tanf(pitch), -1), r.lg(25, 90));
  }
  void monument() {
    float H = r.lg(8, 90);
    f3 p = v3(0, 0, -H * r.lg(.5f, 1.8f));
    tower(p, H);
    for (int i = r.n(0, 4); i-- > 0;) tower(p + v3(r.g() * H * .8f, 0, r.g() * H * .5f), H * r.u(.4f, 1));
    for (int i = r.n(0, 7); i-- > 0;) {
      f3 q = v3(r.g() * H * .5f, 0, -r.lg(.1f, 1.2f) * H - 2);
      tree(q, r.u(.08f, .25f) * H + 1);
    }
    for (int i = r.n(0, 4); i-- > 0;)
      building(p + v3(r.g() * H, 0, r.g() * H * .3f), r.u(0, 1.5f),
               v3(r.u(.05f, .15f), r.u(.05f, .2f), r.u(.05f, .15f)) * H);
    if (r.p(.3f)) {
      f3 c = v3((r.p(.5f) ? 1 : -1) * r.u(.5f, 1.5f), r.u(1.5f, 3.5f), -2.5f);
      int bark = plain(v3(.02f));
      begin();
      for (int i = 0; i < 12; i++) {
        f3 a = c + v3(r.g() * .6f, r.g() * .4f, r.g() * .3f);
        limb(a, a + v3(r.g() * .5f, r.g() * .4f, r.g() * .2f), .012f, .006f, bark);
      }
      end();
      if (r.p(.5f)) bush(c, .8f, leaf());
    }
    for (int i = r.p(.4f) ? r.n(1, 6) : 0; i-- > 0;)
      person(v3(r.g() * 4, 0, -r.lg(3, 20)), r.u(0, 6.28f), 1.75f, false);
    if (r.p(.3f)) {
      for (int i = r.n(2, 5); i-- > 0;) {
        int l = plain(v3(1, .8f, .5f));
        mats[l].glow = 8;
        begin();
        part(ELLIPSOID, v3(r.g() * H * .5f, r.u(.02f, .1f) * H, p.z + r.u(0, .3f) * H), v3(.006f * H), l);
        end();
      }
    }
    if (r.p(.5f)) {
      int wm = plain(hsv(.55f, .5f, .1f), .4f);
      mats[wm].mirror = .8f;
      mats[wm].bump = .1f;
      if (r.p(.4f)) s.gm1 = wm;
    }
    float up = r.u(.1f, .75f) * H, back = r.p(.3f) ? r.u(.1f, .5f) * H : 0;
    look(v3(r.g() * .1f * H, r.p(.7f) ? 1.6f : r.u(.1f, .6f) * H, back), p + v3(r.g() * .15f * H, up, 0), r.lg(25, 75));
  }
  void macro() {
    float R = r.lg(.02f, .12f);
    if (r.p(.5f)) s.ground = 0;
    s.gm0 = s.gm1 = grass();
    mats[s.gm0].freq *= .3f / R;
    f3 c = v3(0, .5f, 0);
    int n = r.n(1, 3);
    if (r.p(.7f))
      for (int i = 0; i < n; i++)
        flower(c + (i ? v3(r.g() * 2 * R, -R * r.u(.5f, 3), -r.u(0, 6) * R) : v3(0)), R * (i ? r.u(.7f, 1.1f) : 1),
               v3(r.g() * .4f, r.u(.0f, 1), 1));
    else
      thing(c, R * 1.3f, false);
    for (int i = r.n(0, 14); i-- > 0;) {
      int lf = leaf();
      f3 n2 = norm(v3(r.g(), r.g(), r.g())), u = norm(cross(n2, v3(0, 1, .1f)));
      float k = R * r.lg(.5f, 3);
      card(c + v3(r.g() * 4 * R, r.g() * 3 * R, -R * r.lg(.7f, 12)), u, cross(n2, u), k * .45f, k, lf, PETAL);
    }
    if (r.p(.85f)) backdrop(r.lg(4, 40) * R, 25 * R, c);
    float d = R * r.lg(2.2f, 6);
    look(c + v3(r.g() * .3f * d, r.u(-.1f, .7f) * d, d), c + v3(r.g() * .6f * R, r.g() * .4f * R, 0), r.lg(25, 60));
  }
  void crowd() {
    bool seats = r.p(.5f);
    for (int i = r.n(20, 60); i-- > 0;) {
      float z = -r.lg(3, 30);
      f3 p = v3(r.g() * (.5f * -z + 1), seats ? maxf(0.f, -z - 5) * .4f : 0, z);
      person(p, r.g() * (r.p(.7f) ? .4f : 2), r.u(1.5f, 1.9f), false);
    }
    for (int i = r.n(1, 3); i-- > 0;) person(v3(r.g() * .7f, 0, r.u(-.6f, .8f)), r.g() * 1.2f, r.u(1.55f, 1.9f), true);
    float d = r.lg(1.5f, 5), y = r.u(1.1f, 1.7f);
    look(v3(r.g() * .4f, y, d), v3(r.g() * .3f, y - r.u(-.1f, .35f), 0), r.lg(22, 60));
    if (r.p(.3f)) lamps(v3(0, 3, 0), 4, 2);
  }
  void collage() {
    s.ground = 0;
    s.ambient = v3(1);
    s.bounce = v3(1);
    s.sunc = v3(r.p(.5f) ? 0 : r.u(0, 1));
    s.sun = norm(v3(r.g(), r.g(), 1.5f));
    s.hazek = 0;
    float z = r.lg(3, 20);
    int m0 = mat(ATLAS, tint(), tint(), v3(0), r.lg(.5f, 1.2f) / z);
    if (r.p(.85f)) card(v3(0, 0, -z), v3(1, 0, 0), norm(v3(0, 1, r.g() * .2f)), z * 3, z * 3, m0);
    for (int i = r.n(3, 14); i-- > 0;) {
      float d = r.lg(.7f, 1) * z * r.u(.12f, .95f);
      float k = d * r.lg(.06f, .5f);
      int m = r.p(.6f) ? mat(ATLAS, tint(), tint(), v3(r.p(.6f) ? 0 : r.u()), r.lg(.4f, 2) / k) : any(k);
      f3 n = norm(v3(r.g() * .25f, r.g() * .25f, 1)), u = norm(v3(1, r.g(), 0));
      u = norm(u - n * dot(n, u));
      static const int al[6] = {FULL, BLOB, BLOB, DISC, LEAFY, PETAL};
      card(v3(r.u(-.6f, .6f) * d, r.u(-.6f, .4f) * d, -d), u, cross(n, u), k, k * r.lg(.5f, 1.5f), m, al[r.n(6)],
           r.lg(1.5f, 5) / k);
    }
    for (int i = r.n(0, 4); i-- > 0;) {
      float d = z * r.u(.15f, .8f);
      thing(v3(r.u(-.5f, .5f) * d, r.u(-.5f, .3f) * d, -d), d * r.lg(.08f, .35f), false);
    }
    look(v3(0), v3(r.g() * .05f, r.g() * .05f, -1), r.lg(40, 70));
  }
  void jumble() {
    float R = r.lg(.1f, 2);
    for (int k : {s.gm0, s.gm1}) mats[k].freq /= R;
    if (r.p(.2f)) s.ground = 0;
    for (int i = r.n(3, 22); i-- > 0;) {
      f3 p = v3(r.g() * 2.5f * R, 0, r.g() * 2.5f * R - 2 * R);
      if (r.p(.3f))
        box(p + v3(0, R * .3f, 0), v3(r.lg(.1f, .8f), .3f, r.lg(.1f, .8f)) * R, r.u(0, 3), any(R));
      else if (r.p(.1f))
        bush(p, R, leaf());
      else
        thing(p + v3(0, r.p(.15f) ? r.u(0, 2) * R : 0, 0), R * r.lg(.2f, 1), s.ground != 0);
    }
    if (r.p(.6f)) backdrop(r.lg(3, 20) * R, 8 * R, v3(0, R, 0));
    if (r.p(.3f)) lamps(v3(0, R * 2, 0), 3 * R, 2);
    float d = R * r.lg(1.5f, 6), el = r.u(.03f, .8f);
    look(v3(r.g() * .2f * d, d * sinf(el) + .1f * R, d * cosf(el)),
         v3(r.g() * .3f * R, R * r.u(.1f, .6f), -R * r.u(0, 1.5f)), r.lg(25, 80));
  }
};
