using System.Text;
using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Api.Ssm;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A key pair. <c>Ref</c> gives its name. Of one that is made here, and not brought along, the private half is put
/// into Parameter Store as <c>/ec2/keypair/ID</c>, as AWS does; EC2 keeps it nowhere.
/// </summary>
internal sealed class KeyPairResource(Ec2Api ec2, SsmApi? parameters) : Ec2Type(
    ec2, "KeyPair", "KeyFormat", "KeyName", "KeyType", Material, "Tags")
{
    private const string Material = "PublicKeyMaterial";

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct)
    {
        var found = (await work.Ask(
            Ec2.DescribeKeyPairs, new DescribeKeyPairsRequest { Filters = Mark.Of(work) }, ct)).KeyPairs!;
        if (found is not [var key, ..] || work.Properties.Has(Material) || await IsKept(work, key.KeyPairId!, ct))
        {
            return found.FirstOrDefault()?.KeyName;
        }

        // The try before this one ended between the two, and nobody has the private half: it must be another key.
        await work.Ask(Ec2.DeleteKeyPair, new DeleteKeyPairRequest { KeyPairId = key.KeyPairId }, ct);
        return null;
    }

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var name = work.Properties.Needed("KeyName");
        if (work.Properties.Text(Material) is { } material)
        {
            await work.Ask(
                Ec2.ImportKeyPair,
                new ImportKeyPairRequest
                {
                    KeyName = name,
                    PublicKeyMaterial = Encoding.UTF8.GetBytes(material),
                    TagSpecifications = Mark.On("key-pair", work),
                },
                ct);
            return name;
        }

        var store = parameters ?? throw new AwsError(
            "UnsupportedOperation", 400,
            $"{Name} without {Material} needs Parameter Store, where the private half of the key is kept.");
        var request = work.Properties.As<CreateKeyPairRequest>("Tags");
        request.TagSpecifications = Mark.On("key-pair", work);
        var made = await work.Ask(Ec2.CreateKeyPair, request, ct);
        await work.Ask(
            store.PutParameter,
            new PutParameterRequest
            {
                Name = ParameterOf(made.KeyPairId!),
                Type = ParameterType.SecureString,
                Value = made.KeyMaterial!,
            },
            ct);
        return name;
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        var key = await Present(work, ct);
        if (!work.Properties.Has(Material) && await IsKept(work, key.KeyPairId!, ct))
        {
            await work.Ask(
                parameters!.DeleteParameter, new DeleteParameterRequest { Name = ParameterOf(key.KeyPairId!) }, ct);
        }

        await work.Ask(Ec2.DeleteKeyPair, new DeleteKeyPairRequest { KeyName = work.Id }, ct);
    }

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var key = await Present(work, ct);
        var shown = Properties.Of(key);

        // EC2 keeps the key itself, and calls it by its name: what else a template says of it is not looked at.
        if (work.Properties.Text(Material) is { } brought)
        {
            var isSame = brought.Contains(key.PublicKey!.Split(' ')[1], StringComparison.Ordinal);
            shown[Material] = isSame ? brought : key.PublicKey;
        }

        return shown;
    }

    protected override async ValueTask<string?> Tagged(Work work, CancellationToken ct) =>
        (await Present(work, ct)).KeyPairId;

    private static string ParameterOf(string id) => $"/ec2/keypair/{id}";

    private async ValueTask<bool> IsKept(Work work, string id, CancellationToken ct) =>
        parameters is not null
        && (await work.Ask(
            parameters.GetParameters,
            new GetParametersRequest { Names = [ParameterOf(id)] },
            ct)).Parameters is [_, ..];

    private async ValueTask<KeyPairInfo> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeKeyPairs,
        new DescribeKeyPairsRequest { KeyNames = [work.Id!], IncludePublicKey = true },
        ct)).KeyPairs![0];
}
