namespace Faultline.Services.Ec2.Types;

/// <summary>
/// The instance types that we know, as facts: what DescribeInstanceTypes of AWS says of them (recorded in getmoto/moto,
/// moto/ec2/resources/instance_types.json). Sizes that several families have alike stand here once.
/// </summary>
internal static class InstanceTable
{
    /// <summary>
    /// Lines that begin with a family: its name, who made the processor, GHz, GiB for each vCPU, and traits
    /// (<see cref="FamilyTraits"/>). The sizes of the families before them follow, indented: name, vCPUs (and GiB,
    /// where no rule gives it), network interfaces x addresses of each, Gbit/s of the network, Mbit/s and operations of
    /// EBS (each as it is always, and at most), volumes, cores that may be chosen, traits (the letters of
    /// <see cref="SizeTraits"/>), and where it has them @GHz and disks x GB.
    /// </summary>
    public const string Text = """
        t2 Intel 2.3 - xen single hibernates
          nano    1/0.5 2x2  Low_to_Moderate:0.032-0.512 - 40 - io @2.4
          micro   1/1   2x2  Low_to_Moderate:0.064-1.024 - 40 - i @2.5
          small   1/2   3x4  Low_to_Moderate:0.128-1.024 - 40 - i @2.5
          medium  2/4   3x6  Low_to_Moderate:0.256-1.024 - 40 - i
          large   2/8   3x12 Low_to_Moderate:0.512-1.024 - 40 - -
          xlarge  4/16  3x15 Moderate:0.75-1.024         - 40 - -
          2xlarge 8/32  3x15 Moderate:1-1.024            - 40 - -
        t3 Intel 2.5 - hibernates
          nano    2/0.5 2x2  0.032-5 43/250-2085/11800   27 1   d
          micro   2/1   2x2  0.064-5 87/500-2085/11800   27 1   dF
          small   2/2   3x4  0.128-5 174/1000-2085/11800 27 1   dF
          medium  2/4   3x6  0.256-5 347/2000-2085/11800 27 1   d
          large   2/8   3x12 0.512-5 695/4000-2780/15700 27 1   d
          xlarge  4/16  4x15 1.024-5 695/4000-2780/15700 27 2   d
          2xlarge 8/32  4x15 2.048-5 695/4000-2780/15700 27 2,4 d
        t3a AMD 2.2 - hibernates
          nano    2/0.5 2x2  0.032-5 45/250-2085/11800   27 1   -
          micro   2/1   2x2  0.064-5 90/500-2085/11800   27 1   -
          small   2/2   2x4  0.128-5 175/1000-2085/11800 27 1   -
          medium  2/4   3x6  0.256-5 350/2000-2085/11800 27 1   -
          large   2/8   3x12 0.512-5 695/4000-2780/15700 27 1   -
          xlarge  4/16  4x15 1.024-5 695/4000-2780/15700 27 2   -
          2xlarge 8/32  4x15 2.048-5 695/4000-2780/15700 27 2,4 -
        t4g AWS 2.5 - single hibernates
          nano    2/0.5 2x2  0.032-5 43/250-2085/11800   27 1-2 -
          micro   2/1   2x2  0.064-5 87/500-2085/11800   27 1-2 F
          small   2/2   3x4  0.128-5 174/1000-2085/11800 27 1-2 F
          medium  2/4   3x6  0.256-5 347/2000-2085/11800 27 1-2 -
          large   2/8   3x12 0.512-5 695/4000-2780/15700 27 1-2 -
          xlarge  4/16  4x15 1.024-5 695/4000-2780/15700 27 1-4 -
          2xlarge 8/32  4x15 2.048-5 695/4000-2780/15700 27 1-8 -
        m4 Intel 2.4 4 xen previous hibernates
          large    2  2x10 Moderate:0.45-1.2 450/3600    40 1      d
          xlarge   4  4x15 High:0.75-2.8     750/6000    40 1-2    d
          2xlarge  8  4x15 High:1-10         1000/8000   40 1-4    d
          4xlarge  16 8x30 High:2-10         2000/16000  40 1-8    d
          10xlarge 40 8x30 10                4000/32000  40 2-20/2 d
          16xlarge 64 8x30 25                10000/65000 40 2-32/2 a @2.3
        m5 Intel 3.1 4 previous hibernates
        r5 Intel 3.1 8 previous hibernates
          large    2  3x10  0.75-10 650/3600-4750/18750   27 1      d
          xlarge   4  4x15  1.25-10 1150/6000-4750/18750  27 2      de
          2xlarge  8  4x15  2.5-10  2300/12000-4750/18750 27 2,4    de
          4xlarge  16 8x30  5-10    4750/18750            27 2-8/2  de
          8xlarge  32 8x30  10      6800/30000            27 2-16/2 de
          12xlarge 48 8x30  12      9500/40000            27 2-24/2 de
          16xlarge 64 15x50 20      13600/60000           27 2-32/2 de
          24xlarge 96 15x50 25      19000/80000           27 4-48/2 de
          metal    96 15x50 25      19000/80000           31 -      d
        m5a AMD 2.5 4 hibernates
          large    2  3x10  0.75-10 650/3600-2880/16000  27 1             -
          xlarge   4  4x15  1.25-10 1085/6000-2880/16000 27 2             e
          2xlarge  8  4x15  2.5-10  1580/8333-2880/16000 27 2,4           e
          4xlarge  16 8x30  5-10    2880/16000           27 2-8/2         e
          8xlarge  32 8x30  7.5-10  4750/20000           27 4-16/2        e
          12xlarge 48 8x30  10      6780/30000           27 6-24/6        e
          16xlarge 64 15x50 12      9500/40000           27 8-32/2        e
          24xlarge 96 15x50 20      13750/60000          27 12-24/6,36,48 e
        m5d Intel 3.1 4 hibernates unrecovered
          large    2  3x10  0.75-10 650/3600-4750/18750   26 1      d 1x75
          xlarge   4  4x15  1.25-10 1150/6000-4750/18750  26 2      de 1x150
          2xlarge  8  4x15  2.5-10  2300/12000-4750/18750 26 2,4    de 1x300
          4xlarge  16 8x30  5-10    4750/18750            25 2-8/2  de 2x300
          8xlarge  32 8x30  10      6800/30000            25 2-16/2 de 2x600
          12xlarge 48 8x30  12      9500/40000            25 2-24/2 de 2x900
          16xlarge 64 15x50 20      13600/60000           23 2-32/2 de 4x600
          24xlarge 96 15x50 25      19000/80000           23 4-48/2 de 4x900
          metal    96 15x50 25      19000/80000           31 -      d 4x900
        m6i Intel 3.5 4 previous encrypts hibernates
        c6i Intel 3.5 2 encrypts hibernates
        r6i Intel 3.5 8 previous encrypts
          large    2   3x10  0.781-12.5 650/3600-10000/40000   27 1      dq
          xlarge   4   4x15  1.562-12.5 1250/6000-10000/40000  27 1-2    deq
          2xlarge  8   4x15  3.125-12.5 2500/12000-10000/40000 27 2,4    deq
          4xlarge  16  8x30  6.25-12.5  5000/20000-10000/40000 27 2-8/2  deq
          8xlarge  32  8x30  12.5       10000/40000            27 2-16/2 desq
          12xlarge 48  8x30  18.75      15000/60000            27 2-24/2 desq
          16xlarge 64  15x50 25         20000/80000            27 2-32/2 desq
          24xlarge 96  15x50 37.5       30000/120000           27 2-48/2 desq
          32xlarge 128 15x50 50         40000/160000           27 2-64/2 defsq
          metal    128 15x50 50         40000/160000           31 -      dfs
        m6a AMD 3.6 4 encrypts hibernates
          large    2   3x10  0.781-12.5 650/3600-10000/40000   27 1            dp
          xlarge   4   4x15  1.562-12.5 1250/6000-10000/40000  27 1-2          dep
          2xlarge  8   4x15  3.125-12.5 2500/12000-10000/40000 27 1-4          dep
          4xlarge  16  8x30  6.25-12.5  5000/20000-10000/40000 27 1-8          dep
          8xlarge  32  8x30  12.5       10000/40000            27 4-16/2       dep
          12xlarge 48  8x30  18.75      15000/60000            27 1-8,16,24    desn
          16xlarge 64  15x50 25         20000/80000            27 4-16/2,32    des
          24xlarge 96  15x50 37.5       30000/120000           27 4-16/2,32,48 des
          32xlarge 128 15x50 50         40000/160000           27 8-32/4,64    des
          48xlarge 192 15x50 50         40000/240000           27 8-32/4,64,96 defs
          metal    192 15x50 50         40000/240000           31 -            dfs
        m6g AWS 2.5 4 single hibernates
        c6g AWS 2.5 2 single hibernates
        r6g AWS 2.5 8 single hibernates
          medium   1  2x4   0.5-10  315/2500-4750/20000   27 -    d
          large    2  3x10  0.75-10 630/3600-4750/20000   27 1-2  de
          xlarge   4  4x15  1.25-10 1188/6000-4750/20000  27 1-4  de
          2xlarge  8  4x15  2.5-10  2375/12000-4750/20000 27 1-8  de
          4xlarge  16 8x30  5-10    4750/20000            27 1-16 de
          8xlarge  32 8x30  12      9500/40000            27 1-32 de
          12xlarge 48 8x30  20      14250/50000           27 1-48 de
          16xlarge 64 15x50 25      19000/80000           27 1-64 de
          metal    64 15x50 25      19000/80000           31 -    d
        m7i Intel 3.2 4 encrypts hibernates hints dedicated
        c7i Intel 3.2 2 encrypts hibernates hints dedicated
          large      2   3x10  0.781-12.5 650/3600-10000/40000   32  1      dv
          xlarge     4   4x15  1.562-12.5 1250/6000-10000/40000  32  1-2    dev
          2xlarge    8   4x15  3.125-12.5 2500/12000-10000/40000 32  1-4    dev
          4xlarge    16  8x30  6.25-12.5  5000/20000-10000/40000 32  1-8    dev
          8xlarge    32  8x30  12.5       10000/40000            32  1-16   dev
          12xlarge   48  8x30  18.75      15000/60000            32  1-24   desv
          16xlarge   64  15x50 25         20000/80000            48  1-32   desv
          24xlarge   96  15x50 37.5       30000/120000           64  1-48   esv
          48xlarge   192 15x50 50         40000/240000           128 4-96/2 efsv
          metal-24xl 96  15x50 37.5       30000/120000           39  -      s
          metal-48xl 192 15x50 50         40000/240000           79  -      dfs
        m7a AMD 3.7 4 single encrypts hibernates hints dedicated
        c7a AMD 3.7 2 single encrypts hibernates hints dedicated
          medium     1   2x4   0.39-12.5  325/2500-10000/40000   32  -                d
          large      2   3x10  0.781-12.5 650/3600-10000/40000   32  1-2              d
          xlarge     4   4x15  1.562-12.5 1250/6000-10000/40000  32  1-4              de
          2xlarge    8   4x15  3.125-12.5 2500/12000-10000/40000 32  1-8              de
          4xlarge    16  8x30  6.25-12.5  5000/20000-10000/40000 32  1,2-16/2         de
          8xlarge    32  8x30  12.5       10000/40000            32  1-4,8-32/4       de
          12xlarge   48  8x30  18.75      15000/60000            32  1-6,12-48/6      des
          16xlarge   64  15x50 25         20000/80000            48  1-8,16-64/8      des
          24xlarge   96  15x50 37.5       30000/120000           64  1-12,24-96/12    des
          32xlarge   128 15x50 50         40000/160000           88  4-16/2,32-128/16 des
          48xlarge   192 15x50 50         40000/240000           128 4-24/2,48-192/24 defs
          metal-48xl 192 15x50 50         40000/240000           79  -                dfs
        m7g AWS 2.6 4 single encrypts hibernates hints
        c7g AWS 2.6 2 single encrypts hibernates
        r7g AWS 2.6 8 single encrypts hibernates hints
          medium   1  2x4   0.52-12.5  315/2500-10000/40000   27 -    d
          large    2  3x10  0.937-12.5 630/3600-10000/40000   27 1-2  de
          xlarge   4  4x15  1.876-12.5 1250/6000-10000/40000  27 1-4  de
          2xlarge  8  4x15  3.75-15    2500/12000-10000/40000 27 1-8  de
          4xlarge  16 8x30  7.5-15     5000/20000-10000/40000 27 1-16 de
          8xlarge  32 8x30  15         10000/40000            27 1-32 de
          12xlarge 48 8x30  22.5       15000/60000            27 1-48 des
          16xlarge 64 15x50 30         20000/80000            27 1-64 defs
          metal    64 15x50 30         20000/80000            31 -    dfs
        m7i-flex Intel 3.2 4 encrypts hibernates hints dedicated
          large    2  3x10  0.39-12.5   312.5/2500-10000/40000  32 1    Fv
          xlarge   4  4x15  0.781-12.5  625/3600-10000/40000    32 1-2  v
          2xlarge  8  4x15  1.562-12.5  1250/6000-10000/40000   32 1-4  v
          4xlarge  16 8x30  3.125-12.5  2500/12000-10000/40000  32 1-8  v
          8xlarge  32 8x30  6.25-12.5   5000/20000-10000/40000  32 1-16 v
          12xlarge 48 8x30  9.375-18.75 7500/30000-15000/60000  32 1-24 vh
          16xlarge 64 15x50 12.5-25     10000/40000-20000/80000 48 1-32 vh
        c4 Intel 2.9 - xen previous hibernates
          large   2/3.75 3x10 Moderate:0.625-1.2 500/4000   40 1      d
          xlarge  4/7.5  4x15 High:1.25-2.8      750/6000   40 1-2    d
          2xlarge 8/15   4x15 High:2.5-10        1000/8000  40 1-4    d
          4xlarge 16/30  8x30 High:5-10          2000/16000 40 1-8    d
          8xlarge 36/60  8x30 10                 4000/32000 40 2-18/2 d
        c5 Intel 3.4 2 previous hibernates
          large    2  3x10  0.75-10 650/4000-4750/20000   27 1      d
          xlarge   4  4x15  1.25-10 1150/6000-4750/20000  27 2      de
          2xlarge  8  4x15  2.5-10  2300/10000-4750/20000 27 2,4    de
          4xlarge  16 8x30  5-10    4750/20000            27 2-8/2  de
          9xlarge  36 8x30  12      9500/40000            27 2-18/2 de
          12xlarge 48 8x30  12      9500/40000            27 2-24/2 de @3.6
          18xlarge 72 15x50 25      19000/80000           27 4-36/2 de
          24xlarge 96 15x50 25      19000/80000           27 2-48/2 e @3.6
          metal    96 15x50 25      19000/80000           31 -      - @3.6
        c5a AMD 3.3 2 encrypts
          large    2  3x10  0.75-10 200/800-3170/13300   27 1          -
          xlarge   4  4x15  1.25-10 400/1600-3170/13300  27 1-2        e
          2xlarge  8  4x15  2.5-10  800/3200-3170/13300  27 1-4        e
          4xlarge  16 8x30  5-10    1580/6600-3170/13300 27 1-4,8      e
          8xlarge  32 8x30  10      3170/13300           27 1-4,8-16/4 e
          12xlarge 48 8x30  12      4750/20000           27 1-4,8-24/4 e
          16xlarge 64 15x50 20      6300/26700           27 1-4,8-32/4 e
          24xlarge 96 15x50 20      9500/40000           27 1-4,8-48/4 e
        c5n Intel 3.4 - encrypts
          large    2/5.25 3x10  3-25  650/4000-4750/20000   27 1      d
          xlarge   4/10.5 4x15  5-25  1150/6000-4750/20000  27 2      de
          2xlarge  8/21   4x15  10-25 2300/10000-4750/20000 27 2,4    de
          4xlarge  16/42  8x30  15-25 4750/20000            27 2-8/2  de
          9xlarge  36/96  8x30  50    9500/40000            27 2-18/2 def
          18xlarge 72/192 15x50 100   19000/80000           27 4-36/2 def
          metal    72/192 15x50 100   19000/80000           31 -      df
        c6a AMD 3.6 2 encrypts hibernates
          large    2   3x10  0.781-12.5 650/3600-10000/40000   27 1            dp
          xlarge   4   4x15  1.562-12.5 1250/6000-10000/40000  27 1-2          dep
          2xlarge  8   4x15  3.125-12.5 2500/12000-10000/40000 27 1-4          dep
          4xlarge  16  8x30  6.25-12.5  5000/20000-10000/40000 27 1-8          dep
          8xlarge  32  8x30  12.5       10000/40000            27 4-16/2       dep
          12xlarge 48  8x30  18.75      15000/60000            27 1-8,16,24    desnp
          16xlarge 64  15x50 25         20000/80000            27 4-16/2,32    desp
          24xlarge 96  15x50 37.5       30000/120000           27 4-16/2,32,48 des
          32xlarge 128 15x50 50         40000/160000           27 8-32/4,64    des
          48xlarge 192 15x50 50         40000/240000           27 8-32/4,64,96 defs
          metal    192 15x50 50         40000/240000           31 -            dfs
        r4 Intel 2.3 7.625 xen previous ena hibernates
          large    2  3x10  0.75-10       425/3000    40 1      d
          xlarge   4  4x15  1.25-10       850/6000    40 1-2    d
          2xlarge  8  4x15  2.5-10        1700/12000  40 1-4    d
          4xlarge  16 8x30  5-10          3500/18750  40 1-8    d
          8xlarge  32 8x30  10_Gigabit:12 7000/37500  40 1-16   d
          16xlarge 64 15x50 25            14000/75000 40 2-32/2 d
        r5a AMD 2.5 8 hibernates
          large    2  3x10  0.75-10 650/3600-2880/16000  27 1             -
          xlarge   4  4x15  1.25-10 1085/6000-2880/16000 27 2             e
          2xlarge  8  4x15  2.5-10  1580/8333-2880/16000 27 2,4           e
          4xlarge  16 8x30  5-10    2880/16000           27 2-8/2         e
          8xlarge  32 8x30  7.5-10  4750/20000           27 4-16/2        e
          12xlarge 48 8x30  10      6780/30000           27 6-24/6        e
          16xlarge 64 15x50 12      9500/40000           27 8-32/2        e
          24xlarge 96 15x50 20      13570/60000          27 12-24/6,36,48 e
        r7i Intel 3.2 8 encrypts hibernates hints dedicated
          large      2   3x10  0.781-12.5 650/3600-10000/40000   32  1      dv
          xlarge     4   4x15  1.562-12.5 1250/6000-10000/40000  32  1-2    dev
          2xlarge    8   4x15  3.125-12.5 2500/12000-10000/40000 32  1-4    dev
          4xlarge    16  8x30  6.25-12.5  5000/20000-10000/40000 32  1-8    dev
          8xlarge    32  8x30  12.5       10000/40000            32  1-16   dev
          12xlarge   48  8x30  18.75      15000/60000            32  1-24   desv
          16xlarge   64  15x50 25         20000/80000            48  1-32   desv
          24xlarge   96  15x50 37.5       30000/120000           64  1-48   desv
          48xlarge   192 15x50 50         40000/240000           128 4-96/2 efsv
          metal-24xl 96  15x50 37.5       30000/120000           39  -      s
          metal-48xl 192 15x50 50         40000/240000           79  -      dfs
        i3 Intel 2.3 7.625 xen ena hibernates unrecovered
          large    2  3x10  0.75-10       425/3000    40 1      d 1x475
          xlarge   4  4x15  1.25-10       850/6000    40 1-2    d 1x950
          2xlarge  8  4x15  2.5-10        1700/12000  40 1-4    d 1x1900
          4xlarge  16 8x30  5-10          3500/16000  40 1-8    d 2x1900
          8xlarge  32 8x30  10_Gigabit:12 7000/32500  40 1-16   d 4x1900
          16xlarge 64 15x50 25            14000/65000 40 2-32/2 d 8x1900
        i4i Intel 3.5 8 encrypts unrecovered
          large    2   3x10  0.781-10             625/2500-10000/40000   26 1      d 1x468
          xlarge   4   4x15  1.875-10             1250/5000-10000/40000  26 1-2    de 1x937
          2xlarge  8   4x15  4.687-12             2500/10000-10000/40000 26 1-4    de 1x1875
          4xlarge  16  8x30  9.375-25             5000/20000-10000/40000 26 1-8    de 1x3750
          8xlarge  32  8x30  18.75                10000/40000            25 1-16   des 2x3750
          12xlarge 48  8x30  28.12_Gigabit:28.125 15000/60000            24 1-24   es 3x3750
          16xlarge 64  15x50 37.5                 20000/80000            23 2-32/2 des 4x3750
          24xlarge 96  15x30 56.25                30000/120000           21 2-48/2 es 6x3750
          32xlarge 128 15x50 75                   40000/160000           19 2-64/2 defs 8x3750
          metal    128 15x50 75                   40000/160000           31 -      dfs 8x3750
        x2idn Intel 3.5 16 encrypts
          16xlarge 64  15x50 50  40000/173333 26 2-32/2 des 1x1900
          24xlarge 96  15x50 75  60000/260000 25 2-48/2 des 2x1425
          32xlarge 128 15x50 100 80000/260000 25 2-64/2 defs 2x1900
          metal    128 15x50 100 80000/260000 31 -      dfs 2x1900
        """;
}
