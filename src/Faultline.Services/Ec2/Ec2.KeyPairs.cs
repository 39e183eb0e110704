using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private const int KeyNameMax = 255;

    private static readonly Filters<KeyPairInfo> keyFilters = new Filters<KeyPairInfo>()
        .On("fingerprint", key => key.KeyFingerprint)
        .On("key-name", key => key.KeyName)
        .On("key-pair-id", key => key.KeyPairId)
        .OnTags(key => Tagging.Map(key.Tags));

    public override async ValueTask<KeyPair> CreateKeyPair(
        Call call, CreateKeyPairRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "key-pair");
        if ((request.KeyFormat ?? KeyFormat.Pem) != KeyFormat.Pem)
        {
            throw StorageRefusal.Unsupported("Keys are made in the pem format here; puttygen makes ppk files of them.");
        }

        using var held = await book.Take(call.Account, ct);
        CheckKeyName(held.State, call.Account, request.KeyName);
        var tags = Tagging.For(call, "key-pair", request.TagSpecifications);
        var type = request.KeyType ?? KeyType.Rsa;
        if (type is not (KeyType.Rsa or KeyType.Ed25519))
        {
            throw Refusal.Value(type, "keyType");
        }

        DryRun.Stop(request.DryRun);
        var (material, secret) = type == KeyType.Rsa
            ? KeyMaterial.MakeRsa(request.KeyName)
            : KeyMaterial.MakeEd25519(request.KeyName);
        var key = PutKey(held.State, call, request.KeyName, material, tags);
        await held.Keep();
        return new()
        {
            KeyPairId = key.Id,
            KeyName = key.Shown.KeyName,
            KeyFingerprint = key.Shown.KeyFingerprint,
            KeyMaterial = secret,
            Tags = key.Shown.Tags,
        };
    }

    public override async ValueTask<ImportKeyPairResult> ImportKeyPair(
        Call call, ImportKeyPairRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "key-pair");
        var material = KeyMaterial.Read(request.PublicKeyMaterial, request.KeyName);
        using var held = await book.Take(call.Account, ct);
        CheckKeyName(held.State, call.Account, request.KeyName);
        var tags = Tagging.For(call, "key-pair", request.TagSpecifications);
        DryRun.Stop(request.DryRun);
        var key = PutKey(held.State, call, request.KeyName, material, tags);
        await held.Keep();
        return key.Shown.To<ImportKeyPairResult>();
    }

    public override async ValueTask<DeleteKeyPairResult> DeleteKeyPair(
        Call call, DeleteKeyPairRequest request, CancellationToken ct)
    {
        if (request.KeyPairId is null && request.KeyName is null)
        {
            throw StorageRefusal.MissingParameter("The request must contain the parameter KeyName or KeyPairId");
        }

        using var held = await book.Take(call.Account, ct);
        var key = request.KeyPairId is { } id
            ? held.State.KeyPairs.Find(call.Account, id)
            : KeyNamed(held.State, call.Account, request.KeyName!);
        DryRun.Stop(request.DryRun);
        if (key is not null)
        {
            held.State.KeyPairs.Remove(key.Id);
        }

        // To delete what is not there is no error, in AWS either.
        await held.Keep();
        return new() { Return = true, KeyPairId = key?.Id ?? request.KeyPairId };
    }

    public override async ValueTask<DescribeKeyPairsResult> DescribeKeyPairs(
        Call call, DescribeKeyPairsRequest request, CancellationToken ct)
    {
        var passes = keyFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var (names, ids) = (request.KeyNames ?? [], request.KeyPairIds ?? []);
        if (names.Find(name => KeyNamed(held.State, call.Account, name) is null) is { } unknown)
        {
            throw MissingKey(unknown);
        }

        if (ids.Find(id => held.State.KeyPairs.Find(call.Account, id) is null) is { } missing)
        {
            throw Noun.KeyPair.Missing(missing);
        }

        var found = held.State.KeyPairs.Of(call.Account)
            .Where(key => names.Count + ids.Count == 0 || names.Contains(key.Shown.KeyName!) || ids.Contains(key.Id))
            .Select(key => key.Shown)
            .Where(shown => passes(shown))
            .OrderBy(shown => shown.KeyName, StringComparer.Ordinal)
            .Select(shown => request.IncludePublicKey == true ? shown : shown.With(copy => copy.PublicKey = null))
            .ToList();
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { KeyPairs = found };
    }

    /// <summary>The key pair that an account calls by that name.</summary>
    internal static Owned<KeyPairInfo>? KeyNamed(Ec2State state, string account, string name) =>
        state.KeyPairs.Of(account).FirstOrDefault(key => key.Shown.KeyName == name);

    internal static AwsError MissingKey(string name) =>
        new("InvalidKeyPair.NotFound", 400, $"The key pair '{name}' does not exist");

    private static void CheckKeyName(Ec2State state, string account, string name)
    {
        if (name.Length is 0 or > KeyNameMax || !name.All(char.IsAscii) || name.Trim() != name)
        {
            throw Refusal.Value(name, "keyName");
        }

        if (KeyNamed(state, account, name) is not null)
        {
            throw new AwsError("InvalidKeyPair.Duplicate", 400, $"The keypair '{name}' already exists.");
        }
    }

    private static Owned<KeyPairInfo> PutKey(
        Ec2State state, Call call, string name, KeyMaterial material, List<Tag> tags)
    {
        var id = call.Dice.Resource(Noun.KeyPair.Prefix);
        var key = new Owned<KeyPairInfo>(id, call.Account, new()
        {
            KeyPairId = id,
            KeyName = name,
            KeyType = material.Type,
            KeyFingerprint = material.Fingerprint,
            PublicKey = material.Line,
            CreateTime = call.Now,
            Tags = tags,
        });
        state.KeyPairs.Put(key);
        return key;
    }
}
