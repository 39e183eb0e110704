using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Signatures;

/// <summary>A place that knows one key that lasts, as IAM's users will have.</summary>
internal sealed class OneKey(string id, string secret, string? token = null) : IKeys
{
    public static readonly Principal User =
        new("111122223333", "arn:aws:iam::111122223333:user/anna", "AIDAEXAMPLE", null);

    private readonly Key key = new(User with { AccessKey = id }, secret, token: token);

    public Key? Find(ReadOnlySpan<char> accessKey, string? shown) => accessKey.SequenceEqual(id) ? key : null;
}
