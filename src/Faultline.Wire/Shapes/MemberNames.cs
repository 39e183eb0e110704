using System.Text;

namespace Faultline.Wire.Shapes;

/// <summary>
/// Finds a structure's members by the bytes of their wire names, so that no string is made to look one up.
/// </summary>
public sealed class MemberNames
{
    private readonly Member[] members;
    private readonly byte[][] names;
    private readonly int[] heads;
    private readonly int[] nexts;

    public MemberNames(Member[] members)
    {
        this.members = members;
        names = new byte[members.Length][];
        nexts = new int[members.Length];
        heads = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, members.Length * 2))];
        for (var i = 0; i < members.Length; i++)
        {
            names[i] = Encoding.UTF8.GetBytes(members[i].WireName);
            ref var head = ref heads[Bucket(names[i])];
            // Zero ends a chain, so places count from one.
            (nexts[i], head) = (head, i + 1);
        }
    }

    /// <summary>The member of that name, or null where the structure knows none.</summary>
    public Member? Find(ReadOnlySpan<byte> name)
    {
        for (var at = heads[Bucket(name)]; at != 0; at = nexts[at - 1])
        {
            if (name.SequenceEqual(names[at - 1]))
            {
                return members[at - 1];
            }
        }

        return null;
    }

    private int Bucket(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }

        var mix = (name.Length * 37) + (name[0] * 5) + (name[name.Length / 2] * 11) + (name[^1] * 3);
        return mix & (heads.Length - 1);
    }
}
